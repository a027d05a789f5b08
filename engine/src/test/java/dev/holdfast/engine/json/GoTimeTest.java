package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.holdfast.engine.model.Timestamp;
import java.time.OffsetDateTime;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GoTimeTest {
    @Test
    void fractionLosesTrailingZeros() {
        assertEquals("1970-01-01T00:00:00Z", written(0, 0, 0));
        assertEquals("1970-01-01T00:00:00.1Z", written(0, 100_000_000, 0));
        assertEquals("1970-01-01T00:00:00.000000001Z", written(0, 1, 0));
        assertEquals("1969-12-31T23:59:59.99999999Z", written(-1, 999_999_990, 0));
    }

    @Test
    void offsetIsWrittenInMinutes() {
        assertEquals("2023-11-14T23:13:20+01:00", written(1_700_000_000, 0, 3600));
        assertEquals("2023-11-14T12:43:20-09:30", written(1_700_000_000, 0, -34_200));
        // Local mean time of Berlin: the seconds count but are not shown.
        assertEquals("1880-02-29T00:53:28+00:53", written(-2_835_043_200L, 0, 3208));
    }

    @Test
    void yearsAreForcedIntoFourDigitsAsResticDoes() {
        assertEquals("0000-10-15T20:26:48+00:53", written(-70_000_000_000L, 0, 3208));
        assertEquals("9999-02-28T01:00:00+01:00", written(284_964_307_200L, 0, 3600));
        assertEquals("9999-03-01T13:00:00+01:00", written(253_407_441_600L, 0, 3600));
        assertEquals("9999", written(Long.MAX_VALUE, 0, 0).substring(0, 4));
        assertEquals("0000", written(Long.MIN_VALUE, 0, 0).substring(0, 4));
    }

    @Test
    void everyTimeComesBack() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            long seconds = random.nextLong(Timestamp.ZERO.seconds() + 86_400, 253_402_000_000L);
            int nanos = random.nextBoolean() ? random.nextInt(1_000_000_000) : random.nextInt(1000) * 1_000_000;
            Timestamp time = new Timestamp(seconds, nanos, random.nextInt(-18 * 60, 18 * 60) * 60);
            String text = written(time.seconds(), time.nanos(), time.offsetSeconds());

            assertEquals(time, parsed(text));
            assertEquals(time.dateTime(), OffsetDateTime.parse(text));
        }
    }

    @Test
    void zeroTimeComesBack() {
        assertEquals(Timestamp.ZERO, parsed("0001-01-01T00:00:00Z"));
        assertEquals("0001-01-01T00:00:00Z", written(Timestamp.ZERO.seconds(), 0, 0));
    }

    @Test
    void digitsBelowANanosecondAreDropped() {
        assertEquals(new Timestamp(0, 123_456_789, 0), parsed("1970-01-01T00:00:00.12345678999999999999999999999999Z"));
    }

    @Test
    void malformedTimesAreNone() {
        for (String text : new String[] {
            "",
            "Z",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01 00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-04-31T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00,5Z",
            "2024-01-01T00:00:00+19:00",
            "2024-01-01T00:00:00+01:60",
            "2024-01-01T00:00:00+0100",
            "2024-01-01T00:00:00ZZ",
            "-024-01-01T00:00:00Z",
            "20 4-01-01T00:00:00Z",
            "12024-01-01T00:00:00Z"
        }) {
            assertNull(parsed(text), text);
        }
    }

    private static String written(long seconds, int nanos, int offset) {
        byte[] out = new byte[GoTime.LONGEST];
        int end = GoTime.write(out, 0, new Timestamp(seconds, nanos, offset));
        return new String(out, 0, end, US_ASCII);
    }

    private static @Nullable Timestamp parsed(String text) {
        byte[] bytes = ("xx" + text + "yy").getBytes(US_ASCII);
        return GoTime.parse(bytes, 2, bytes.length - 2);
    }
}
