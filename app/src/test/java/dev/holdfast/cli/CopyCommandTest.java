package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command beside the real restic: the same snapshots are copied, each knows the other's copies, and restic restores ours. */
class CopyCommandTest {
    private static final Pattern ORIGINAL = Pattern.compile("\"original\":\"([0-9a-f]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]+)\"");

    @TempDir
    static Path folder;

    private static List<String> ids = List.of();

    /** Never the latest, for restic copies a snapshot twice that is named twice. */
    private static String oldest = "";

    @TempDir
    Path target;

    @BeforeAll
    static void makeSource() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(folder.resolve("other"));
        Files.writeString(folder.resolve("other/note"), "a note");
        Random random = new Random(1);
        for (int i = 0; i < 6; i++) {
            byte[] content = new byte[700_000];
            random.nextBytes(content);
            Files.write(data.resolve("random-" + i), content);
            Files.writeString(data.resolve("text-" + i), ("line " + i + "\n").repeat(20_000), StandardCharsets.UTF_8);
        }
        ScratchRepository.make(LocalBackend.at(folder.resolve("source")), 2);
        ResticProgram restic = ResticProgram.newest(folder.resolve("source")).in(folder);
        restic.run("backup", "data", "--quiet", "--host", "a", "--tag", "x,y");
        oldest = all(ID, restic.run("snapshots", "--json")).getFirst();
        Files.writeString(data.resolve("text-0"), "changed");
        restic.run("backup", "data", "--quiet", "--host", "b", "--tag", "x");
        restic.run("backup", "other", "--quiet", "--host", "a", "--exclude", "*.tmp");
        ids = all(ID, restic.run("snapshots", "--json"));
    }

    private static Map<String, String> environment(Path repository) {
        Map<String, String> environment = new HashMap<>();
        environment.put("RESTIC_REPOSITORY", repository.toString());
        environment.put("RESTIC_PASSWORD", ScratchRepository.PASSWORD);
        environment.put("RESTIC_FROM_REPOSITORY", folder.resolve("source").toString());
        environment.put("RESTIC_FROM_PASSWORD", ScratchRepository.PASSWORD);
        return environment;
    }

    /** Makes a destination; the environment of both programs names it and the source. */
    private ResticProgram restic(String name, int version) {
        ScratchRepository.make(LocalBackend.at(target.resolve(name)), version);
        return ResticProgram.newest().in(folder).with(environment(target.resolve(name)));
    }

    private TestProgram holdfast(String name) {
        return TestProgram.in(folder, environment(target.resolve(name)));
    }

    private static List<String> all(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return Stream.iterate(0, n -> matcher.find(), n -> n + 1)
                .map(n -> matcher.group(1))
                .sorted()
                .toList();
    }

    private static List<String> copied(ResticProgram restic) {
        return all(ORIGINAL, restic.run("snapshots", "--json"));
    }

    private static long packs(Path repository) throws IOException {
        try (Stream<Path> files = Files.walk(repository.resolve("data"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "2,1", "2,2"})
    void resticFindsTheCopySoundAndRestoresItTheSame(int fromVersion, int toVersion)
            throws IOException, PosixException {
        Path source = target.resolve("source");
        ResticProgram from = ResticProgram.newest().in(folder).on(source, "another");
        from.run("init", "--quiet", "--repository-version", String.valueOf(fromVersion));
        from.run("backup", "data", "--quiet");
        ResticProgram restic = restic("ours", toVersion);

        Files.writeString(target.resolve("password"), "another\n");
        TestProgram.Run run = holdfast("ours")
                .run(
                        "copy",
                        "--from-repo",
                        source.toString(),
                        "--from-password-file",
                        target.resolve("password").toString());

        assertEquals(0, run.code(), run.err());
        restic.run("check", "--read-data", "--quiet");
        Path restored = target.resolve("restored");
        restic.run("restore", "latest", "--target", restored.toString());
        FileTrees.assertEqual(folder.resolve("data"), restored.resolve("data"));
    }

    @Test
    void eachProgramKnowsTheCopiesOfTheOther() throws IOException {
        ResticProgram restic = restic("ours", 2);
        assertEquals(0, holdfast("ours").run("copy").code());
        long packs = packs(target.resolve("ours"));
        ResticProgram theirs = restic("theirs", 2);
        theirs.run("copy", "--quiet");

        String second = restic.run("copy", "-v");
        TestProgram.Run other = holdfast("theirs").run("copy", "-v");

        assertEquals(ids, copied(restic));
        assertEquals(ids, copied(theirs));
        assertEquals(3, second.split("was already copied", -1).length - 1, second);
        assertEquals(3, other.out().split("was already copied", -1).length - 1, other.out());
        assertEquals(0, other.code());
        assertEquals(packs, packs(target.resolve("ours")));
    }

    /** What was tagged since is another snapshot of the same original; its data is there already. */
    @Test
    void aChangedTagMakesItAnotherSnapshotForBoth() throws IOException {
        ResticProgram restic = restic("ours", 2);
        ResticProgram theirs = restic("theirs", 2);
        holdfast("ours").run("copy");
        theirs.run("copy", "--quiet");
        long packs = packs(target.resolve("ours"));
        restic.run("tag", "--add", "new", "--quiet");
        theirs.run("tag", "--add", "new", "--quiet");

        TestProgram.Run run = holdfast("ours").run("copy");
        theirs.run("copy", "--quiet");

        assertEquals(0, run.code(), run.err());
        assertEquals(6, copied(theirs).size());
        assertEquals(copied(theirs), copied(restic));
        assertEquals(packs, packs(target.resolve("ours")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "latest",
                "latest --host a",
                "--host a",
                "--host b --host a",
                "--tag x",
                "--tag x,y",
                "--tag ''",
                "--path other",
                "--host nobody",
                "ID",
                "ID latest",
                "ID --host b",
                "abcdef"
            })
    void theSameSnapshotsAreCopied(String arguments) {
        String[] words = ("copy " + arguments.replace("ID", oldest.substring(0, 8)))
                .strip()
                .replace("''", "")
                .replace("other", folder.resolve("other").toString())
                .split(" ", -1);
        ResticProgram ours = restic("ours", 2);
        ResticProgram theirs = restic("theirs", 2);

        TestProgram.Run run = holdfast("ours").run(words);
        ResticProgram.Run theirRun = theirs.attempt(words);

        assertEquals(theirRun.code(), run.code(), run.err());
        assertEquals(copied(theirs), copied(ours));
    }

    @Test
    void endsLikeRestic() {
        ResticProgram restic = restic("ours", 2);
        for (Map<String, String> other : List.of(
                Map.of("RESTIC_FROM_REPOSITORY", ""),
                Map.of("RESTIC_FROM_REPOSITORY", "nowhere"),
                Map.of("RESTIC_FROM_PASSWORD", "wrong"),
                Map.of("RESTIC_PASSWORD", "wrong"),
                Map.of("RESTIC_REPOSITORY", "nowhere"))) {
            Map<String, String> environment = environment(target.resolve("ours"));
            environment.putAll(other);

            int theirs = ResticProgram.newest()
                    .in(folder)
                    .with(environment)
                    .attempt("copy")
                    .code();

            assertEquals(theirs, TestProgram.in(folder, environment).run("copy").code(), other.toString());
        }
        assertEquals(List.of(), copied(restic));
    }

    @Test
    void theSourceIsNotTheDestination() {
        Map<String, String> environment = environment(folder.resolve("source"));
        environment.put("RESTIC_FROM_REPOSITORY", folder + "/data/../source");

        TestProgram.Run run = TestProgram.in(folder, environment).run("copy");

        assertEquals(1, run.code());
        assertTrue(run.err().contains("is the destination"), run.err());
    }

    @Test
    void onlyPeopleAreToldAndOnlyUnlessQuiet() {
        restic("one", 2);
        restic("two", 2);

        TestProgram.Run quiet = holdfast("one").run("copy", "--quiet");
        TestProgram.Run json = holdfast("two").run("copy", "--json");

        assertEquals("", quiet.out() + quiet.err());
        assertEquals("", json.out() + json.err());
    }

    @Test
    void damageIsNamedAndTheRestIsCopied() throws IOException {
        Path source = target.resolve("damaged");
        ScratchRepository.make(LocalBackend.at(source), 2);
        ResticProgram from = ResticProgram.newest(source).in(folder);
        from.run("backup", "other", "--quiet");
        from.run("backup", "data", "--quiet");
        Path largest;
        try (Stream<Path> files = Files.walk(source.resolve("data"))) {
            largest = files.filter(Files::isRegularFile)
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(largest);
        bytes[bytes.length / 2] ^= 1;
        largest.toFile().setWritable(true);
        Files.write(largest, bytes);
        ResticProgram restic = restic("ours", 2);

        TestProgram.Run run = holdfast("ours").run("copy", "--from-repo", source.toString());

        assertEquals(1, run.code());
        assertTrue(run.err().contains("data/" + largest.getFileName() + " is damaged"), run.err());
        assertTrue(run.err().contains("(/data/random-"), run.err());
        assertEquals(1, copied(restic).size());
        restic.run("check", "--read-data", "--quiet");
    }
}
