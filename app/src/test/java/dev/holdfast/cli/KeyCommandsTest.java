package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandsTest {
    @TempDir
    Path folder = Path.of("/");

    private TestProgram withPassword(String password) {
        return TestProgram.in(
                folder,
                Map.of(
                        "RESTIC_PASSWORD",
                        password,
                        "RESTIC_REPOSITORY",
                        folder.resolve("repository").toString()));
    }

    @Test
    void newPasswordOpensAndTheOldOneCanBeTakenBack() throws IOException {
        RepositoryFixture.at(Files.createDirectory(folder.resolve("repository")))
                .close();
        Path file = Files.writeString(folder.resolve("second"), "second\r\n");
        TestProgram first = withPassword(RepositoryFixture.PASSWORD);
        String old = first.run("list", "keys").out().strip();

        TestProgram.Run added =
                first.run("key", "add", "--new-password-file", file.toString(), "--user", "ann", "--host", "desk");
        TestProgram second = withPassword("second");
        TestProgram.Run removed = second.run("key", "remove", old.substring(0, 8));

        assertEquals(0, added.code(), added.err());
        assertEquals("removed key " + old + System.lineSeparator(), removed.out(), removed.err());
        assertEquals(12, first.run("snapshots").code());
        String keys = second.run("key", "list", "--json").out();
        assertTrue(keys.contains("\"userName\":\"ann\",\"hostName\":\"desk\""), keys);
    }

    @Test
    void changedPasswordTakesThePlaceOfTheOldOne() throws IOException {
        RepositoryFixture.at(Files.createDirectory(folder.resolve("repository")))
                .close();
        TestProgram first = withPassword(RepositoryFixture.PASSWORD);

        TestProgram.Run changed = first.runWith("third\n", "key", "passwd");

        assertEquals(0, changed.code(), changed.err());
        assertEquals(12, first.run("snapshots").code());
        assertEquals(0, withPassword("third").run("snapshots").code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RESTIC_PASSWORD",
                "RESTIC_PASSWORD_FILE",
                "RESTIC_PASSWORD_COMMAND",
                "--password-file",
                "--password-command"
            })
    void noPasswordAndAPasswordAreRefusedAsByRestic(String way) throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        String file = Files.writeString(folder.resolve("password"), RepositoryFixture.PASSWORD)
                .toString();
        String value = way.toLowerCase(Locale.ROOT).endsWith("command")
                ? "cat " + file
                : way.equals("RESTIC_PASSWORD") ? RepositoryFixture.PASSWORD : file;
        Map<String, String> environment = new HashMap<>(Map.of("RESTIC_REPOSITORY", repository.toString()));
        List<String> words = new ArrayList<>(List.of("list", "keys", "--insecure-no-password"));
        if (way.startsWith("--")) {
            words.addAll(List.of(way, value));
        } else {
            environment.put(way, value);
        }
        String[] line = words.toArray(String[]::new);

        ResticProgram.Run theirs =
                ResticProgram.newest().in(folder).with(environment).attempt(line);
        TestProgram.Run ours = TestProgram.in(folder, environment).run(line);

        assertEquals(1, theirs.code(), theirs.err());
        assertEquals(1, ours.code(), ours.err());
        assertEquals(
                "error: --insecure-no-password must not be specified together with providing a password, as is done by "
                        + way + "\nfix:   leave --insecure-no-password out, or " + way + "\n",
                ours.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "passwd"})
    void anEmptyNewPasswordIsNotAllowedAndTheFlagIsNamedAsByRestic(String command) throws IOException {
        RepositoryFixture.at(Files.createDirectory(folder.resolve("repository")))
                .close();
        String empty = Files.writeString(folder.resolve("empty"), "\n").toString();
        TestProgram program = withPassword(RepositoryFixture.PASSWORD);

        ResticProgram.Run theirs = ResticProgram.newest()
                .in(folder)
                .with(program.environment())
                .attempt("key", command, "--new-password-file", empty);
        TestProgram.Run file = program.run("key", command, "--new-password-file", empty);
        TestProgram.Run typed = program.runWith("\n", "key", command);

        assertEquals(1, theirs.code(), theirs.err());
        assertTrue(theirs.err().contains("--new-insecure-no-password"), theirs.err());
        String fix = "fix:   use --new-password-file or --new-password-command; to do without a password, pass"
                + " --new-insecure-no-password\n";
        assertEquals(1, file.code());
        assertEquals(
                "error: an empty password is not allowed, and file:" + empty + " gives an empty secret\n" + fix,
                file.err());
        assertEquals(1, typed.code());
        assertEquals("error: an empty password is not allowed\n" + fix, typed.err());
        assertEquals(1, program.run("list", "keys").out().lines().count());
    }

    @Test
    void aRepositoryThatNeedsAPasswordSaysSoWhereNoneIsGiven() throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        TestProgram program = TestProgram.in(folder, Map.of("RESTIC_REPOSITORY", repository.toString()));

        TestProgram.Run run = program.run("list", "keys", "--insecure-no-password");

        assertEquals(12, run.code());
        assertEquals(
                "error: repository " + repository + " needs a password: no key of it opens without one\n"
                        + "fix:   give it with --password-file, --password-command, RESTIC_PASSWORD_FILE or RESTIC_PASSWORD"
                        + " in place of --insecure-no-password\n",
                run.err());
    }

    @Test
    void damagedKeyIsNamedAndTheOthersAreListed() throws IOException {
        RepositoryFixture.at(Files.createDirectory(folder.resolve("repository")))
                .close();
        TestProgram program = withPassword(RepositoryFixture.PASSWORD);
        String good = program.run("list", "keys").out().strip();
        String bad = "00".repeat(32);
        Files.writeString(folder.resolve("repository/keys").resolve(bad), "no key");

        TestProgram.Run text = program.run("key", "list");
        TestProgram.Run json = program.run("key", "list", "--json");

        assertEquals(1, text.code(), text.err());
        assertTrue(text.out().contains("*" + good.substring(0, 8)), text.out());
        assertTrue(text.err().contains("error: keys/" + bad + " is damaged: "), text.err());
        assertEquals(1, json.code(), json.err());
        assertTrue(json.out().startsWith("[{\"current\":true,\"id\":\"" + good), json.out());
        assertTrue(json.err().contains("{\"message_type\":\"error\",\"message\":\"keys/" + bad), json.err());
        assertEquals(0, program.run("key", "remove", bad).code());
        assertEquals(0, program.run("key", "list").code());
    }

    @Test
    void repositoryOpensBesideADamagedKeyAndTellsOfIt() throws IOException {
        RepositoryFixture.at(Files.createDirectory(folder.resolve("repository")))
                .close();
        String bad = "00".repeat(32);
        Files.writeString(folder.resolve("repository/keys").resolve(bad), "no key");

        TestProgram.Run right =
                withPassword(RepositoryFixture.PASSWORD).run("snapshots", "--key-hint", bad.substring(0, 8));
        TestProgram.Run wrong = withPassword("wrong").run("snapshots");

        assertEquals(0, right.code(), right.err());
        assertTrue(right.err().contains("warning: keys/" + bad + " is damaged: "), right.err());
        assertEquals(12, wrong.code(), wrong.err());
        assertTrue(wrong.err().contains("not tried: keys/" + bad + " is damaged: "), wrong.err());
    }
}
