package dev.holdfast.engine.model;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * A moment with nanoseconds, and the zone offset it is written with.
 *
 * @param seconds since 1970-01-01T00:00:00Z, may be negative
 * @param nanos 0 to 999 999 999
 * @param offsetSeconds east of UTC
 */
public record Timestamp(long seconds, int nanos, int offsetSeconds) {
    /** What Go calls the zero time, {@code 0001-01-01T00:00:00Z}: written where a time is missing. */
    public static final Timestamp ZERO = new Timestamp(-62_135_596_800L, 0, 0);

    /** {@code moment} with the offset of {@code offset}. */
    public static Timestamp of(Instant moment, ZoneOffset offset) {
        return new Timestamp(moment.getEpochSecond(), moment.getNano(), offset.getTotalSeconds());
    }

    /** The moment without its offset. */
    public Instant instant() {
        return Instant.ofEpochSecond(seconds, nanos);
    }

    /** The moment with its offset. */
    public OffsetDateTime dateTime() {
        return instant().atOffset(ZoneOffset.ofTotalSeconds(offsetSeconds));
    }

    /** Whether both are the same moment, whatever their offsets. */
    public boolean isSameMoment(Timestamp other) {
        return seconds == other.seconds && nanos == other.nanos;
    }
}
