package dev.holdfast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "1B, 1",
        "500kB, 500000",
        "500KB, 500000",
        "10MB, 10000000",
        "10MiB, 10485760",
        "1.5GiB, 1610612736",
        "2TB, 2000000000000",
        "10 MB, 10000000",
        "1PiB, 1125899906842624"
    })
    void sizesAreRead(String text, long bytes) {
        assertEquals(new ByteSize(bytes), ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "MB", "10M", "-1MB", "10mb/s", "1e3MB", "10XB", "9999999PB", "1..5MB", "10iB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThrows(InvalidValue.class, () -> ByteSize.parse(text));
    }

    @Test
    void ratesAreSizesPerSecond() {
        assertEquals(new Rate(10_000_000), Rate.parse("10MB/s"));
        assertThrows(InvalidValue.class, () -> Rate.parse("10MB"));
        assertThrows(InvalidValue.class, () -> Rate.parse("0MB/s"));
        assertThrows(InvalidValue.class, () -> Rate.parse("/s"));
    }

    @Test
    void lengthsOfTimeAreRead() {
        assertEquals(Duration.ofHours(24), TimeSpan.parse("24h").duration());
        assertEquals(Duration.ofDays(30), TimeSpan.parse("30d").duration());
        assertEquals(Duration.ofMinutes(90), TimeSpan.parse("1h30m").duration());
        assertEquals(Duration.ofDays(14), TimeSpan.parse("2w").duration());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "10", "0s", "30m1h", "1.5h", "1 h", "-1h", "9999999d"})
    void whatIsNoLengthOfTimeIsRefused(String text) {
        assertThrows(InvalidValue.class, () -> TimeSpan.parse(text));
    }

    @Test
    void percentagesAreRead() {
        assertEquals(new Percent(2.5), Percent.parse("2.5%"));
        assertEquals(new Percent(100), Percent.parse("100%"));
        for (String bad : List.of("", "10", "0%", "101%", "%", "-1%")) {
            assertThrows(InvalidValue.class, () -> Percent.parse(bad));
        }
    }

    @Test
    void namesCanBecomeTags() {
        assertEquals("job:my-job_1.x", new JobName("my-job_1.x").tag());
        for (String bad : List.of("", "a,b", "a b", "../x", ".x", "-x", "ä", "x\n", "x".repeat(64))) {
            assertThrows(InvalidValue.class, () -> new JobName(bad));
        }
    }

    @Test
    void messagesShowNoMoreOfAUrlThanItsScheme() {
        InvalidValue invalid =
                assertThrows(InvalidValue.class, () -> RepositoryUrl.parse("ftp://me:hunter2@example.org/x"));

        assertFalse((invalid.what() + invalid.fix()).contains("hunter2"));
    }

    @Test
    void localPathsAreTakenWithAndWithoutScheme() {
        assertEquals("/srv/b", RepositoryUrl.parse("/srv/b").toString());
        assertEquals("/srv/b", RepositoryUrl.parse("local:/srv/b").toString());
        assertEquals("./a:b", RepositoryUrl.parse("./a:b").toString());
        assertThrows(InvalidValue.class, () -> RepositoryUrl.parse(" "));
        assertThrows(InvalidValue.class, () -> RepositoryUrl.parse("a\0b"));
    }

    @Test
    void commandOutputLiesUnderItsKind() {
        assertEquals("/.holdfast/command/x.sql", new CommandSource(List.of("x"), "x.sql").snapshotPath());
        for (String bad : List.of("", ".", "..", "a/b", "a\0", "a\nb", "ä".repeat(200))) {
            assertThrows(InvalidValue.class, () -> new CommandSource(List.of("x"), bad));
        }
        assertThrows(InvalidValue.class, () -> new CommandSource(List.of(), "x"));
        assertThrows(InvalidValue.class, () -> new CommandSource(List.of(" "), "x"));
    }

    @Test
    void keepingNothingIsRefused() {
        assertThrows(InvalidValue.class, () -> new Retention(0, 0, 0, 0, 0, 0, Optional.empty()));
    }
}
