package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Repositories made with the chunk borders of another one, by this program and by the real restic. */
class InitCommandTest {
    private static final String COPY = "--copy-chunker-params";

    @TempDir
    Path folder = Path.of("/");

    private TestProgram holdfast(Map<String, String> environment) {
        return TestProgram.in(folder, environment);
    }

    private void makeSource() throws IOException {
        Files.writeString(folder.resolve("source-password"), "source\n");
        TestProgram.Run made = holdfast(Map.of("RESTIC_PASSWORD", "source")).run("init", "-r", "source");
        assertEquals(0, made.code(), made.err());
    }

    private void assertCutsAsSource(String repository) {
        assertEquals(
                polynomial("source", "source"),
                polynomial(repository, "new"),
                "the polynomial of repository " + repository);
    }

    private String polynomial(String repository, String password) {
        TestProgram.Run config = holdfast(Map.of("RESTIC_PASSWORD", password)).run("cat", "config", "-r", repository);
        return config.out()
                .lines()
                .filter(line -> line.contains("chunker_polynomial"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void chunkerParametersAreCopiedFromARepositoryThatFlagsName() throws IOException {
        makeSource();
        Files.writeString(folder.resolve("source-address"), "source\n");
        TestProgram program = holdfast(Map.of("RESTIC_PASSWORD", "new"));

        TestProgram.Run file = program.run(
                "init", "-r", "a", COPY, "--from-repo", "source", "--from-password-file", "source-password");
        TestProgram.Run command = program.run(
                "init",
                "-r",
                "b",
                COPY,
                "--from-repository-file",
                "source-address",
                "--from-password-command",
                "echo source",
                "--from-key-hint",
                "ffff");
        TestProgram.Run input = program.runWith("source\n", "init", "-r", "c", COPY, "--from-repo", "source");

        assertEquals(0, file.code(), file.err());
        assertEquals(0, command.code(), command.err());
        assertEquals(0, input.code(), input.err());
        assertCutsAsSource("a");
        assertCutsAsSource("b");
        assertCutsAsSource("c");
    }

    @Test
    void variablesNameTheSourceToo() throws IOException {
        makeSource();

        TestProgram.Run made = holdfast(Map.of(
                        "RESTIC_PASSWORD", "new",
                        "RESTIC_FROM_REPOSITORY", "source",
                        "RESTIC_FROM_PASSWORD", "source"))
                .run("init", "-r", "a", COPY, "--json");

        assertEquals(0, made.code(), made.err());
        assertTrue(made.out().startsWith("{\"message_type\":\"initialized\",\"id\":"), made.out());
        assertCutsAsSource("a");
    }

    @ParameterizedTest
    @CsvSource({
        "1, --from-repo source",
        "1, --copy-chunker-params",
        "12, --copy-chunker-params --from-repo source --from-password-file wrong-password",
        "10, --copy-chunker-params --from-repo nowhere --from-password-file source-password",
        "1, --copy-chunker-params --from-repo source --from-repository-file x --from-password-file source-password",
        "1, --copy-chunker-params --from-repo source --from-password-command x --from-password-file source-password",
        "1, --copy-chunker-params --from-repo source --from-password-file source-password --from-insecure-no-password",
    })
    void nothingIsMadeWhereResticMakesNothing(int code, String flags) throws IOException, InterruptedException {
        makeSource();
        Files.writeString(folder.resolve("wrong-password"), "wrong\n");
        String[] words = ("init -r a " + flags).split(" ", -1);
        Map<String, String> environment = Map.of("RESTIC_PASSWORD", "new");

        TestProgram.Run ours = holdfast(environment).run(words);
        ResticProgram.Run theirs = ResticProgram.newest()
                .in(folder)
                .with(environment)
                .with("TZ", "UTC")
                .attempt(words);

        assertEquals(code, ours.code(), ours.err());
        assertEquals(theirs.code(), ours.code(), theirs.err());
        assertFalse(Files.exists(folder.resolve("a/config")));
    }

    @Test
    void whatResticCopiesIntoOurRepositoryIsThereAlready() throws IOException, InterruptedException {
        makeSource();
        byte[] bytes = new byte[12 << 20];
        new Random(5).nextBytes(bytes);
        Files.write(folder.resolve("file"), bytes);
        ResticProgram restic = ResticProgram.newest()
                .in(folder)
                .with("RESTIC_PASSWORD", "new")
                .with("RESTIC_FROM_REPOSITORY", "source")
                .with("RESTIC_FROM_PASSWORD", "source");

        TestProgram.Run ours = holdfast(Map.of(
                        "RESTIC_PASSWORD", "new",
                        "RESTIC_FROM_REPOSITORY", "source",
                        "RESTIC_FROM_PASSWORD", "source"))
                .run("init", "-r", "ours", COPY);
        ResticProgram.Run theirs = restic.attempt("init", "-r", "theirs", COPY);

        assertEquals(0, ours.code(), ours.err());
        assertEquals(0, theirs.code(), theirs.err());
        assertCutsAsSource("ours");
        assertCutsAsSource("theirs");
        backUpFile("source", "source");
        backUpFile("ours", "new");
        ResticProgram.Run before = restic.attempt("list", "blobs", "-r", "ours");
        ResticProgram.Run copied = restic.attempt("copy", "-r", "ours");
        ResticProgram.Run after = restic.attempt("list", "blobs", "-r", "ours");
        assertEquals(0, copied.code(), copied.err());
        assertEquals(data(before), data(after), "every chunk of the file was there already");
        restic.run("check", "-r", "ours", "--read-data");
    }

    private void backUpFile(String repository, String password) {
        TestProgram.Run backup = holdfast(Map.of("RESTIC_PASSWORD", password))
                .run("backup", "-r", repository, folder.resolve("file").toString());
        assertEquals(0, backup.code(), backup.err());
    }

    private static List<String> data(ResticProgram.Run blobs) {
        return blobs.out()
                .lines()
                .filter(line -> line.startsWith("data "))
                .sorted()
                .toList();
    }
}
