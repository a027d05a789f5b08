package dev.holdfast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** 2026-01-01 is a Thursday. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            02:00                        | 2026-01-01T00:00:00Z | 2026-01-01T02:00:00Z
            02:00                        | 2026-01-01T02:00:00Z | 2026-01-02T02:00:00Z
            2:00                         | 2026-01-01T01:59:59Z | 2026-01-01T02:00:00Z
            02:00 Europe/Berlin          | 2026-01-01T00:00:00Z | 2026-01-01T01:00:00Z
            03:00 UTC                    | 2026-01-01T00:00:00Z | 2026-01-01T03:00:00Z
            every 12h                    | 2026-01-01T00:00:07Z | 2026-01-01T12:00:07Z
            weekly Sun 04:00             | 2026-01-01T00:00:00Z | 2026-01-04T04:00:00Z
            weekly mon,thu 04:00 UTC     | 2026-01-01T04:00:00Z | 2026-01-05T04:00:00Z
            monthly 1 03:00              | 2026-01-01T03:00:00Z | 2026-02-01T03:00:00Z
            monthly 31 03:00             | 2026-02-01T00:00:00Z | 2026-02-28T03:00:00Z
            monthly 30 03:00             | 2026-01-30T03:00:00Z | 2026-02-28T03:00:00Z
            monthly 30 03:00             | 2026-03-30T02:00:00Z | 2026-03-30T03:00:00Z
            monthly 30 03:00             | 2026-03-30T03:00:00Z | 2026-04-30T03:00:00Z
            0 3 * * *                    | 2026-01-01T03:00:00Z | 2026-01-02T03:00:00Z
            */15 * * * *                 | 2026-01-01T03:07:00Z | 2026-01-01T03:15:00Z
            30 4 1,15 * 5                | 2026-01-01T04:30:00Z | 2026-01-02T04:30:00Z
            30 4 13 * *                  | 2026-01-01T04:30:00Z | 2026-01-13T04:30:00Z
            0 0 * * 7                    | 2026-01-01T00:00:00Z | 2026-01-04T00:00:00Z
            0 0 * * sun                  | 2026-01-01T00:00:00Z | 2026-01-04T00:00:00Z
            0 0 * feb-mar mon-fri        | 2026-01-01T00:00:00Z | 2026-02-02T00:00:00Z
            5/20 8-10 * * *              | 2026-01-01T08:05:00Z | 2026-01-01T08:25:00Z
            0 0 29 2 *                   | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z
            daily                        | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
            hourly                       | 2026-01-01T00:10:00Z | 2026-01-01T01:00:00Z
            weekly                       | 2026-01-01T00:10:00Z | 2026-01-05T00:00:00Z
            monthly                      | 2026-01-01T00:10:00Z | 2026-02-01T00:00:00Z
            quarterly                    | 2026-01-01T00:10:00Z | 2026-04-01T00:00:00Z
            daily UTC                    | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
            Mon..Fri *-*-* 02:00         | 2026-01-02T02:00:00Z | 2026-01-05T02:00:00Z
            Sat,Sun 10:00                | 2026-01-01T00:00:00Z | 2026-01-03T10:00:00Z
            Fri..Mon 10:00               | 2026-01-05T10:00:00Z | 2026-01-09T10:00:00Z
            Wed                          | 2026-01-01T00:00:00Z | 2026-01-07T00:00:00Z
            *-*-01 03:00:30 UTC          | 2026-01-01T03:00:30Z | 2026-02-01T03:00:30Z
            2027-05-01                   | 2026-01-01T00:00:00Z | 2027-05-01T00:00:00Z
            *:0/15                       | 2026-01-01T00:10:00Z | 2026-01-01T00:15:00Z
            *-*-1..7/3 6:00              | 2026-01-01T06:00:00Z | 2026-01-04T06:00:00Z
            02-29 01:00                  | 2026-01-01T00:00:00Z | 2028-02-29T01:00:00Z
            """)
    void nextIsTheFirstMomentAfter(String text, Instant after, Instant expected) {
        assertEquals(Optional.of(expected), Schedule.parse(text).next(after, ZoneOffset.UTC));
    }

    /** Berlin's clock goes from 02:00 to 03:00 on 29 March 2026 and from 03:00 to 02:00 on 25 October. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            02:30            | 2026-03-28T12:00:00Z | 2026-03-29T01:30:00Z
            02:30            | 2026-03-29T01:30:00Z | 2026-03-30T00:30:00Z
            *-*-* 2,3:15,30  | 2026-03-29T00:30:00Z | 2026-03-29T01:15:00Z
            02:30            | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z
            02:30            | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z
            """)
    void clockChangesNeitherLoseNorDoubleARun(String text, Instant after, Instant expected) {
        assertEquals(Optional.of(expected), Schedule.parse(text).next(after, BERLIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "24:00",
                "2",
                "02:60",
                "every",
                "every day",
                "every 10s",
                "every 12h UTC",
                "weekly 04:00",
                "weekly Foo 04:00",
                "monthly 0 03:00",
                "monthly 32 03:00",
                "monthly 1",
                "60 * * * *",
                "* * * *",
                "* * * * * *",
                "0 0 30 2 *",
                "0 0 5-1 * *",
                "*/0 * * * *",
                "a b c d e",
                "02:00 Nowhere/Land",
                "02:00 02:00",
                "*-*~01",
                "Mon Tue 02:00",
                "*-13-01",
                "*-02-30",
                "1:2:3:4",
                "reboot",
                "99999999999:00",
                "1960-01-01",
                "*-*-*-* 02:00",
                "02:00 UTC UTC",
                "Mon..",
                "..",
                "-",
                ":"
            })
    void whatIsNoScheduleIsRefused(String text) {
        assertThrows(InvalidValue.class, () -> Schedule.parse(text));
    }

    @Test
    void nextIsAlwaysLaterAndNothingLiesBetween() {
        long seed = 42;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int hour = random.nextInt(24);
            int minute = random.nextInt(60);
            Schedule schedule = Schedule.parse("%02d:%02d".formatted(hour, minute));
            Instant after = Instant.ofEpochSecond(random.nextLong(1_700_000_000L, 1_900_000_000L));

            Instant next = schedule.next(after, BERLIN).orElseThrow();

            String told = "seed " + seed + ", round " + round + ": " + schedule + " after " + after;
            assertTrue(next.isAfter(after), told);
            // At most a day, and an hour where the clock goes back.
            assertTrue(next.isBefore(after.plusSeconds(25 * 3600 + 1)), told);
            ZonedDateTime local = next.atZone(BERLIN);
            assertEquals(minute, local.getMinute(), told);
        }
    }

    @Test
    void randomTextsNeverCrash() {
        long seed = 7;
        Random random = new Random(seed);
        String letters = "0123456789*/,-.:~ MonweklydaUTC";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                assertEquals(text.toString(), Schedule.parse(text.toString()).text());
            } catch (InvalidValue e) {
                assertTrue(e.fix().length() > 5, () -> "seed " + seed + ": " + text);
            }
        }
    }
}
