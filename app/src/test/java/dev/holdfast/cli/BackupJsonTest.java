package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.posix.PosixDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What backup and restore tell programs, beside what the real restic tells of the same. */
class BackupJsonTest {
    @TempDir
    Path folder = Path.of("/");

    private String source = "";
    private TestProgram holdfast = TestProgram.in(Path.of("/"), Map.of());
    private ResticProgram restic = ResticProgram.newest();

    @BeforeEach
    void makeRepository() throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        Path data = Files.createDirectory(folder.resolve("source"));
        Files.createDirectory(data.resolve("sub"));
        Files.writeString(data.resolve("a.txt"), "hello\n");
        Files.writeString(data.resolve("sub/b.txt"), "world\n");
        source = data.toString();
        Map<String, String> environment =
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString());
        holdfast = TestProgram.in(folder, environment);
        restic = ResticProgram.newest().in(folder).with(environment).with("TZ", "UTC");
    }

    private static List<Map<?, ?>> messages(String out, String type) {
        List<Map<?, ?>> messages = new ArrayList<>();
        for (Object value : JsonValues.lines(out)) {
            if (value instanceof Map<?, ?> message && type.equals(message.get("message_type"))) {
                messages.add(message);
            }
        }
        return messages;
    }

    private static Set<Object> keys(Map<?, ?> message) {
        return new TreeSet<>(message.keySet());
    }

    @Test
    void summaryHasResticsFields() throws IOException, InterruptedException {
        ResticProgram.Run theirs = restic.attempt("backup", "--json", source);
        TestProgram.Run ours = holdfast.run("backup", "--json", "--force", source);

        assertEquals(theirs.code(), ours.code(), ours.err());
        Map<?, ?> expected = messages(theirs.out(), "summary").getFirst();
        Map<?, ?> told = messages(ours.out(), "summary").getFirst();
        assertEquals(keys(expected), keys(told));
        assertEquals(expected.get("total_files_processed"), told.get("total_files_processed"));
        assertEquals(expected.get("total_bytes_processed"), told.get("total_bytes_processed"));
    }

    @Test
    void itemsAreToldAsResticDoes() throws IOException, InterruptedException {
        ResticProgram.Run theirs = restic.attempt("backup", "--json", "-v", "--dry-run", source);
        TestProgram.Run ours = holdfast.run("backup", "--json", "-v", "--dry-run", source);

        assertEquals(items(theirs.out()), items(ours.out()));
    }

    private static Set<String> items(String out) {
        Set<String> items = new TreeSet<>();
        for (Map<?, ?> message : messages(out, "verbose_status")) {
            if (!"scan_finished".equals(message.get("action"))) {
                items.add(message.get("action") + " " + message.get("item") + " " + keys(message));
            }
        }
        return items;
    }

    @Test
    void summaryOfADryRunHasResticsFields() throws IOException, InterruptedException {
        ResticProgram.Run theirs = restic.attempt("backup", "--json", "--dry-run", source);
        TestProgram.Run ours = holdfast.run("backup", "--json", "--dry-run", source);

        assertEquals(theirs.code(), ours.code(), ours.err());
        Map<?, ?> expected = messages(theirs.out(), "summary").getFirst();
        Map<?, ?> told = messages(ours.out(), "summary").getFirst();
        assertEquals(keys(expected), keys(told));
        assertEquals(expected.get("dry_run"), told.get("dry_run"));
    }

    @Test
    void anIncompleteBackupEndsWithResticsExitError() {
        ResticProgram.Run theirs = restic.attempt("backup", "--json", source, source + "/no-such-file");
        TestProgram.Run ours = holdfast.run("backup", "--json", source, source + "/no-such-file");

        assertEquals(3, theirs.code(), theirs.err());
        assertEquals(3, ours.code(), ours.err());
        Map<?, ?> expected =
                messages(String.join("\n", theirs.json()), "exit_error").getLast();
        Map<?, ?> told = messages(ours.err(), "exit_error").getLast();
        assertEquals(keys(expected), keys(told));
        assertEquals(expected.get("code"), told.get("code"));
        assertEquals("Warning: the backup is incomplete: 1 item could not be read or kept", told.get("message"));
        assertTrue(ours.err().lines().toList().getLast().contains("exit_error"), ours.err());
    }

    @Test
    void missingSourceIsToldAndTheBackupIncomplete() {
        TestProgram.Run run = holdfast.run("backup", "--json", source, source + "/no-such-file");

        assertEquals(3, run.code());
        Map<?, ?> error = messages(run.err(), "error").getFirst();
        assertEquals("archival", error.get("during"));
        assertTrue(String.valueOf(error.get("item")).endsWith("no-such-file"), run.err());
        String snapshots = holdfast.run("snapshots", "--json").out();
        assertFalse(snapshots.contains("no-such-file"), snapshots);
    }

    @Test
    void anAttributeThatLosesItsNameIsToldAndTheBackupIncomplete() throws IOException {
        try (PosixDirectory directory = PosixDirectory.open(ByteString.of(source), true)) {
            ByteString name = ByteString.of("user.").concat(ByteString.copyOf(new byte[] {(byte) 0xff, '\n'}));
            directory.setExtendedAttribute(ByteString.of("a.txt"), new ExtendedAttribute(name, ByteString.of("value")));
        }

        TestProgram.Run run = holdfast.run("backup", source);

        assertEquals(3, run.code());
        assertTrue(run.err().contains(source + "/a.txt"), run.err());
        assertTrue(run.err().contains("\"user.\\xff\\n\" will be restored as \"user.\ufffd\\n\""), run.err());
    }

    @Test
    void quietTellsOnlyTheSummary() {
        TestProgram.Run run = holdfast.run("backup", "--json", "--quiet", source);

        assertEquals(1, run.out().lines().count(), run.out());
    }

    @Test
    void restoreTellsResticsSummary() throws IOException, InterruptedException {
        holdfast.run("backup", source);

        ResticProgram.Run theirs = restic.attempt("restore", "latest", "--target", "theirs", "--json");
        TestProgram.Run ours = holdfast.run("restore", "latest", "--target", "ours", "--json");

        assertEquals(theirs.code(), ours.code(), ours.err());
        assertEquals(
                withoutTime(messages(theirs.out(), "summary").getFirst()),
                withoutTime(messages(ours.out(), "summary").getFirst()));
    }

    private static String withoutTime(Map<?, ?> message) {
        List<String> fields = new ArrayList<>();
        message.forEach((key, value) -> {
            if (!"seconds_elapsed".equals(key)) {
                fields.add(key + "=" + value);
            }
        });
        return String.join(", ", fields);
    }
}
