package dev.holdfast.config;

import dev.holdfast.job.ByteSize;
import dev.holdfast.job.HostName;
import dev.holdfast.job.Percent;
import dev.holdfast.job.Rate;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.Schedule;
import dev.holdfast.job.TimeSpan;
import java.nio.file.Path;
import java.util.function.Function;

/** The forms of single values that occur in many places of the file. */
final class Forms {
    static final Text<ByteSize> SIZE = Text.matching(
            ByteSize.PATTERN, "a size such as 10MB or 10MiB", (text, reading, from) -> ByteSize.parse(text));
    static final Text<Rate> RATE =
            Text.matching(Rate.PATTERN, "a rate such as 10MB/s", (text, reading, from) -> Rate.parse(text));
    static final Text<TimeSpan> TIME_SPAN = Text.matching(
            TimeSpan.PATTERN, "a length of time such as 24h or 30d", (text, reading, from) -> TimeSpan.parse(text));
    static final Text<Percent> PERCENT =
            Text.matching(Percent.PATTERN, "a percentage such as 10%", (text, reading, from) -> Percent.parse(text));
    static final Text<Schedule> SCHEDULE = Text.of(
            "a schedule such as 02:00, every 12h or weekly Sun 04:00", (text, reading, from) -> Schedule.parse(text));
    static final Text<Path> PATH = Text.of("a path", (text, reading, from) -> reading.resolve(text));
    static final Text<String> URL = Text.any("a URL");
    static final SecretShape SECRET = new SecretShape();
    static final Text<RepositoryName> REPOSITORY = reference(References.Kind.REPOSITORY, RepositoryName::new);
    static final Text<HostName> HOST = reference(References.Kind.HOST, HostName::new);

    private Forms() {}

    /** The name of something that is described elsewhere in the file. */
    static <T> Text<T> reference(References.Kind kind, Function<String, T> name) {
        return Text.of("the name of a " + kind.word(), (text, reading, from) -> {
            T value = name.apply(text);
            reading.references().use(kind, text, from, reading);
            return value;
        });
    }
}
