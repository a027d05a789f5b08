package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the code to the floors that ARCHITECTURE.md draws. */
class ArchitectureTest {
    private static JavaClasses classes;
    private static Map<String, Integer> floors;

    @BeforeAll
    static void read() throws IOException {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.holdfast");
        floors = floors(Files.readAllLines(Path.of("..", "ARCHITECTURE.md")));
    }

    private static Map<String, Integer> floors(List<String> page) {
        Map<String, Integer> floors = new HashMap<>();
        int line = page.indexOf("```floors") + 1;
        for (; line > 0 && !page.get(line).equals("```"); line++) {
            for (String name : page.get(line).split("\\|", -1)) {
                floors.put(name.strip(), line);
            }
        }
        return floors;
    }

    @Test
    void everyPackageHasItsFloorAndEveryFloorItsPackage() {
        Set<String> packages = new TreeSet<>();
        classes.forEach(type -> packages.add(type.getPackageName()));

        assertEquals(packages, new TreeSet<>(floors.keySet()));
    }

    @Test
    void packagesUseOnlyLowerFloors() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = type.getPackageName();
                String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (to.startsWith("dev.holdfast") && !from.equals(to) && floor(from) >= floor(to)) {
                    wrong.add(from + " uses " + to + ": " + dependency.getDescription());
                }
            }
        }

        assertEquals(Set.of(), wrong);
    }

    private static int floor(String name) {
        return floors.getOrDefault(name, 0);
    }

    @Test
    void specialThingsStayInTheirPackages() {
        assertUsedOnlyIn("java.lang.foreign", "dev.holdfast.engine.posix");
        assertUsedOnlyIn("java.sql", "dev.holdfast.history");
        assertUsedOnlyIn("picocli", "dev.holdfast.cli");
        assertUsedOnlyIn("org.snakeyaml", "dev.holdfast.config");
    }

    private static void assertUsedOnlyIn(String used, String home) {
        Set<String> users = new TreeSet<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if (dependency
                        .getTargetClass()
                        .getBaseComponentType()
                        .getPackageName()
                        .startsWith(used)) {
                    users.add(type.getPackageName());
                }
            }
        }
        users.remove(home);

        assertEquals(Set.of(), users, used + " is used outside of " + home);
    }

    /** These packages of the engine are not for other programs, and ours is one of them. */
    @Test
    void theProgramUsesOnlyWhatTheEngineOffers() {
        Set<String> inner = Set.of(
                "dev.holdfast.engine.crypto",
                "dev.holdfast.engine.chunk",
                "dev.holdfast.engine.pack",
                "dev.holdfast.engine.index");
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            if (!type.getPackageName().startsWith("dev.holdfast.engine")) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    if (inner.contains(dependency.getTargetClass().getPackageName())) {
                        wrong.add(dependency.getDescription());
                    }
                }
            }
        }

        assertEquals(Set.of(), wrong);
    }

    @Test
    void theEngineKnowsNothingOfTheProgram() {
        for (JavaClass type : classes) {
            boolean engine = type.getPackageName().startsWith("dev.holdfast.engine");
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getPackageName();
                boolean program = to.startsWith("dev.holdfast") && !to.startsWith("dev.holdfast.engine");
                assertFalse(engine && program, dependency.getDescription());
            }
        }
    }
}
