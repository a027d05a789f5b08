package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The times that backup takes, beside the real restic. */
final class BackupTimeTest {
    @TempDir
    private Path folder = Path.of("/");

    private TestProgram holdfast = TestProgram.in(Path.of("/"), Map.of());
    private ResticProgram restic = ResticProgram.newest();

    @BeforeEach
    void makeRepository() throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        Files.writeString(folder.resolve("file"), "content");
        Map<String, String> environment =
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString());
        holdfast = TestProgram.in(folder, environment).inZone(ZoneId.of("Europe/Berlin"));
        restic = ResticProgram.newest().in(folder).with(environment).with("TZ", "Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-01-02 10:11:12",
                "2020-01-02 1:11:12",
                "2020-07-02 10:11:12.5",
                "2020-07-02 10:11:12.123456789",
                "2020-03-29 02:30:00",
                "1960-05-05 00:00:00"
            })
    void aTimeIsResticsTime(String time) {
        restic.run("backup", "--time", time, folder.resolve("file").toString());
        TestProgram.Run ours =
                holdfast.run("backup", "--time", time, folder.resolve("file").toString());

        assertEquals(0, ours.code(), ours.err());
        List<String> times = times();
        assertEquals(2, times.size());
        assertEquals(times.getFirst(), times.getLast());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-02-30 10:00:00",
                "2020-13-01 10:00:00",
                "2020-01-02 24:00:00",
                "2020-01-02 10:11:60",
                "yesterday"
            })
    void whatIsNoTimeIsRefused(String time) {
        ResticProgram.Run theirs =
                restic.attempt("backup", "--time", time, folder.resolve("file").toString());
        TestProgram.Run ours =
                holdfast.run("backup", "--time", time, folder.resolve("file").toString());

        assertEquals(1, theirs.code(), theirs.err());
        assertEquals(1, ours.code(), ours.err());
        assertTrue(ours.err().startsWith("error: --time " + time + " is not a time"), ours.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now"})
    void noTimeIsNow(String time) {
        Instant before = Instant.now();

        TestProgram.Run run =
                holdfast.run("backup", "--time", time, folder.resolve("file").toString());

        assertEquals(0, run.code(), run.err());
        Instant taken = OffsetDateTime.parse(times().getFirst()).toInstant();
        assertTrue(Duration.between(before, taken).abs().compareTo(Duration.ofMinutes(5)) < 0, taken::toString);
    }

    private List<String> times() {
        return JsonValues.lines(restic.run("snapshots", "--json")).stream()
                .flatMap(list -> ((List<?>) list).stream())
                .map(snapshot -> String.valueOf(((Map<?, ?>) snapshot).get("time")))
                .toList();
    }
}
