package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies where in a snapshot, beside what the real restic makes of the same words in the same folder. */
final class BackupPathsTest {
    private static final Pattern SNAPSHOT = Pattern.compile("\"snapshot_id\":\"([0-9a-f]{64})\"");
    private static final Pattern KEPT = Pattern.compile("\"(?:paths|excludes)\": \\[[^]]*]");

    @TempDir
    private static Path home;

    private static Path folder;
    private static Map<String, String> environment = Map.of();

    @BeforeAll
    static void makeFolder() throws IOException {
        Path repository = home.resolve("repository");
        RepositoryFixture.at(repository).close();
        environment = Map.of("RESTIC_REPOSITORY", repository.toString(), "RESTIC_PASSWORD", RepositoryFixture.PASSWORD);
        Path all = home.resolve("all");
        folder = all.resolve("x");
        for (String file : List.of(
                "x/s/a/f", "x/s/x/s/h", "x/s-1/k", "x/a/b/c/g", "x/a/z", "x/t/t", "x/top", "x/tagged/in/f", "y/s/q")) {
            Files.createDirectories(all.resolve(file).getParent());
            Files.writeString(all.resolve(file), file);
        }
        Files.writeString(folder.resolve("tagged/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("s"));
        Files.writeString(folder.resolve("patterns"), "top\na/*\n");
        Files.writeString(folder.resolve("lines"), "t\ntop\n");
        Files.writeString(folder.resolve("zeros"), "s\0top\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                ". s",
                "top .",
                ". s/a",
                ". . s",
                ". ../x/s",
                "a a/b",
                "a/b/c a a/b",
                "./s s",
                "s s",
                "a/b a/b",
                "HERE/s HERE/s/a HERE/s",
                ". HERE/s",
                "..",
                "../y .. s",
                "s s-1 ../y/s",
                "s ../y/s ../x/s",
                "s/../a ../../all/x/a",
                "link s",
                "link link/a",
                "link/a/f link",
                "link/a s/a",
                "top top/ no-such no-such/file",
                ". tagged/in --exclude-caches",
                "tagged tagged/in --exclude-caches",
                "a a/b --exclude a --exclude !a/z",
                ". a/b/c --exclude b",
                "t --files-from-raw zeros --files-from patterns --files-from-verbatim lines"
            })
    void liesWhereResticPutsIt(String line) throws Exception {
        String[] words = ("backup --json --force " + line.replace("HERE", folder.toString())).split(" ");

        ResticProgram.Run theirs = restic().attempt(words);
        Process ours = start(words);
        String told = new String(ours.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(theirs.code(), ours.waitFor(), told);
        boolean absolute = line.contains("HERE");
        assertEquals(kept(theirs.output(), absolute), kept(told, absolute));
    }

    /** Of a relative path, as other programs change the folders on the way to an absolute one. */
    @Test
    void aDryRunThatWouldMakeNoSnapshotNamesNone() throws Exception {
        restic().run("backup", "s");
        String[] words = {"backup", "--json", "--dry-run", "--skip-if-unchanged", "s"};

        ResticProgram.Run theirs = restic().attempt(words);
        Process ours = start(words);
        String told = new String(ours.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, ours.waitFor(), told);
        assertTrue(told.contains("\"dry_run\":true"), told);
        assertFalse(theirs.output().contains("snapshot_id"), theirs::output);
        assertFalse(told.contains("snapshot_id"), told);
    }

    private static ResticProgram restic() {
        return ResticProgram.newest().in(folder).with(environment);
    }

    private static Process start(String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Child.command(words))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What lies in the snapshot that was made, its paths and its patterns. */
    private static List<String> kept(String output, boolean absolute) {
        Matcher id = SNAPSHOT.matcher(output);
        assertTrue(id.find(), output);
        String name = id.group(1);
        List<String> kept =
                new ArrayList<>(restic().run("ls", name).lines().skip(1).toList());
        // Other programs change the times of the folders on the way to this one.
        kept.add(restic().run("cat", "tree", absolute ? name + ":" + home : name));
        KEPT.matcher(restic().run("cat", "snapshot", name)).results().forEach(found -> kept.add(found.group()));
        return kept;
    }
}
