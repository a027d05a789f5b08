package dev.holdfast.engine.posix;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for programs as the system does that starts them, without starting any.
 *
 * @param folder where they would be started, absolute
 * @param searched the variable {@code PATH}, if it is set
 */
public record ProgramSearch(Path folder, Optional<String> searched) {
    /** Where a system looks that was told nothing. */
    private static final String USUAL = "/bin:/usr/bin";

    /** What keeps a program from being started. */
    public enum Obstacle {
        MISSING("there is no such program"),
        NOT_EXECUTABLE("this user may not run it, or it is not executable");

        private final String words;

        Obstacle(String words) {
            this.words = words;
        }

        /** The obstacle for people. */
        public String words() {
            return words;
        }
    }

    /** What would keep a program from being started; empty if nothing can be seen that would. */
    public Optional<Obstacle> obstacle(String program) {
        boolean found = false;
        for (Path candidate : candidates(program)) {
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.empty();
            }
            found |= Files.exists(candidate);
        }
        return Optional.of(found ? Obstacle.NOT_EXECUTABLE : Obstacle.MISSING);
    }

    private List<Path> candidates(String program) {
        List<Path> candidates = new ArrayList<>();
        try {
            if (program.contains("/")) {
                return List.of(folder.resolve(program));
            }
            // An empty part stands for the folder itself.
            for (String part : searched.orElse(USUAL).split(File.pathSeparator, -1)) {
                candidates.add(folder.resolve(part).resolve(program));
            }
        } catch (InvalidPathException e) {
            // Such a path can't be started either; what came before it still can.
        }
        return candidates;
    }
}
