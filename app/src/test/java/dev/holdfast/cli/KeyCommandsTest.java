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
}
