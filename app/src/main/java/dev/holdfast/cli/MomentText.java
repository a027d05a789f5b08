package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Moments as people type them, from a day to a second with its zone. */
final class MomentText {
    private static final List<DateTimeFormatter> FORMATS = List.of(
            format("uuuu-MM-dd"),
            format("uuuu-MM-dd HH:mm"),
            new DateTimeFormatterBuilder() // restic's own form
                    .appendPattern("uuuu-MM-dd H:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT),
            format("uuuu-MM-dd HH:mm:ss xx"),
            format("uuuu-MM-dd HH:mm:ss z"),
            format("dd.MM.uuuu"),
            format("dd.MM.uuuu HH:mm"),
            format("dd.MM.uuuu HH:mm:ss"),
            format("dd.MM.uuuu HH:mm:ss xx"),
            format("dd.MM.uuuu HH:mm:ss z"),
            DateTimeFormatter.ISO_OFFSET_DATE_TIME,
            DateTimeFormatter.ISO_LOCAL_DATE_TIME);

    private MomentText() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
    }

    /**
     * Parses a moment.
     *
     * @param zone where the text names none
     * @throws InvalidRequest if it is none, naming {@code flag}
     */
    static Instant parse(String text, String flag, ZoneId zone) {
        for (DateTimeFormatter format : FORMATS) {
            Optional<Instant> moment = moment(text, format, zone);
            if (moment.isPresent()) {
                return moment.get();
            }
        }
        throw new InvalidRequest(flag + " " + text + " is not a time", "write it as \"2026-11-08 22:07:00\"");
    }

    private static Optional<Instant> moment(String text, DateTimeFormatter format, ZoneId zone) {
        try {
            TemporalAccessor parsed = format.parseBest(
                    text, ZonedDateTime::from, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            return Optional.of(
                    switch (parsed) {
                        case LocalDate day -> day.atStartOfDay(zone).toInstant();
                        case LocalDateTime time -> time.atZone(zone).toInstant();
                        default -> Instant.from(parsed);
                    });
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
