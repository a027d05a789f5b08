package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.filter.Exclusions.Target;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExclusionsTest {
    private static final TagCheck TAGGED = (name, header) -> name.equals(ByteString.of("TAG"));

    @Test
    void whatWasNamedIsKept() {
        Exclusions rules = Exclusions.builder()
                .patterns(Paths.all("/t"))
                .largerThan(1)
                .targets(List.of(target("/t", 1), target("/t/a/b/f", 1)))
                .build();

        ExclusionDirectory root = rules.root(1, TagCheck.NONE);
        ExclusionDirectory t = enter(root, "t", 1);
        ExclusionDirectory b = enter(enter(t, "a", 1), "b", 1);

        assertFalse(excludesName(root, "t"));
        assertFalse(excludesName(t, "a"));
        assertTrue(excludesName(t, "c"));
        assertFalse(excludesName(b, "f"));
        assertFalse(excludes(b, "f", 5, 1));
        assertTrue(excludesName(b, "g"));
    }

    @Test
    void tagFileKeepsItselfOnly() {
        Exclusions rules =
                Exclusions.builder().ifPresent(ByteString.of("TAG:x:y")).build();

        ExclusionDirectory tagged = rules.root(1, TAGGED);

        assertFalse(excludesName(tagged, "TAG"));
        assertTrue(excludesName(tagged, "other"));
        assertFalse(excludesName(enter(tagged, "other", 1), "deeper"), "an entered directory answers for itself");
    }

    @Test
    void oneTagFileIsLeftOutForAnother() {
        Exclusions rules = Exclusions.builder()
                .ifPresent(ByteString.of("TAG"))
                .ifPresent(ByteString.of("OTHER"))
                .build();

        ExclusionDirectory both = rules.root(1, (name, header) -> true);

        assertTrue(excludesName(both, "TAG"));
        assertTrue(excludesName(both, "OTHER"));
    }

    @Test
    void tagRuleIsNameAndHeader() {
        assertEquals(new TagRule(ByteString.of("a"), ByteString.of("b:c")), TagRule.parse(ByteString.of("a:b:c")));
        assertEquals(new TagRule(ByteString.of("a"), ByteString.EMPTY), TagRule.parse(ByteString.of("a:")));
        assertThrows(InvalidRequest.class, () -> TagRule.parse(ByteString.of(":a")));
        assertThrows(InvalidRequest.class, () -> TagRule.parse(ByteString.EMPTY));
    }

    @Test
    void cachesAreToldByTheirSignature() {
        Exclusions rules = Exclusions.builder().caches().build();
        ByteString signature = ByteString.of("Signature: 8a477f597d28d172789f06886806bc55");

        ExclusionDirectory cache = rules.root(1, (name, header) -> header.equals(signature));

        assertTrue(excludesName(cache, "data"));
        assertFalse(excludesName(cache, "CACHEDIR.TAG"));
    }

    @Test
    void largeEntriesAreLeftOutButDirectories() {
        ExclusionDirectory root = Exclusions.builder().largerThan(10).build().root(1, TagCheck.NONE);

        assertFalse(excludes(root, "a", 10, 1));
        assertTrue(excludes(root, "a", 11, 1));
        assertFalse(root.excludes(ByteString.of("a"), true, 4096, 1));
    }

    @Test
    void mountPointIsKeptWithoutItsContent() {
        ExclusionDirectory root = Exclusions.builder()
                .oneFileSystem()
                .targets(List.of(target("/t", 1)))
                .build()
                .root(9, TagCheck.NONE);
        ExclusionDirectory t = enter(root, "t", 1);
        ExclusionDirectory mount = enter(t, "m", 2);

        assertFalse(t.excludes(ByteString.of("m"), true, 0, 2));
        assertTrue(t.excludes(ByteString.of("file"), false, 0, 2), "a file of another file system mounted there");
        assertTrue(mount.excludes(ByteString.of("in"), true, 0, 2));
        assertTrue(mount.excludes(ByteString.of("file"), false, 0, 2));
        assertFalse(mount.excludes(ByteString.of("bound"), true, 0, 1), "the target's own file system again");
    }

    @Test
    void nearestTargetTellsTheFileSystem() {
        ExclusionDirectory root = Exclusions.builder()
                .oneFileSystem()
                .targets(List.of(target("/", 1), target("/t/m", 2)))
                .build()
                .root(1, TagCheck.NONE);
        ExclusionDirectory mount = enter(enter(root, "t", 1), "m", 2);

        assertFalse(mount.excludes(ByteString.of("in"), true, 0, 2));
        assertFalse(mount.excludes(ByteString.of("file"), false, 0, 2));
        assertTrue(enter(mount, "in", 2).excludes(ByteString.of("back"), false, 0, 1));
        assertFalse(excludesName(root, ""));
    }

    @Test
    void listsDoNotTakeBackFromEachOther() {
        Exclusions rules = Exclusions.builder()
                .patterns(Paths.all("*.log", "!a.log"))
                .insensitivePatterns(Paths.all("A.LOG", "!*.log"))
                .insensitivePatternFile("B\n".getBytes(StandardCharsets.UTF_8), Map.of())
                .folders(Paths.all("/cache/holdfast"))
                .build();
        ExclusionDirectory root = rules.root(1, TagCheck.NONE);

        assertFalse(excludesName(root, "a.log"));
        assertTrue(excludesName(root, "c.log"));
        assertTrue(excludesName(root, "b"));
        assertFalse(excludesName(root, "cache"));
        assertTrue(excludesName(enter(root, "cache", 1), "holdfast"));
    }

    private static Target target(String path, long device) {
        return new Target(ByteString.of(path), device);
    }

    private static ExclusionDirectory enter(ExclusionDirectory directory, String name, long device) {
        return directory.enter(ByteString.of(name), device, TagCheck.NONE);
    }

    private static boolean excludesName(ExclusionDirectory directory, String name) {
        return directory.excludesName(ByteString.of(name));
    }

    private static boolean excludes(ExclusionDirectory directory, String name, long size, long device) {
        return directory.excludes(ByteString.of(name), false, size, device);
    }
}
