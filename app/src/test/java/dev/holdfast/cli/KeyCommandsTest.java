package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
