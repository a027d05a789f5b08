package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.job.RepositoryUrl;
import dev.holdfast.job.Safeguards;
import dev.holdfast.secret.SecretRef;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The keys of a repository. */
final class RepositoryShape {
    private static final Key<RepositoryUrl> URL = Key.required(
            "url",
            Text.of("a folder, such as /srv/backup", RepositoryShape::url),
            "Where the repository lies: a path, sftp:, s3:, rest:, rclone: or b2:, as in restic.");
    private static final Key<SecretRef> PASSWORD =
            Key.required("password", Forms.SECRET, "Where the repository's password is kept.");

    private static final Section<YamlNode> OBJECT_LOCK = section(
            "such as { mode: compliance, for: 30d }",
            Key.required("mode", Text.oneOf("compliance", "governance"), "How strictly objects are locked."),
            Key.required("for", Forms.TIME_SPAN, "How long objects are locked."),
            Key.optional("extend", Text.flag(), "Whether locks of objects still in use are extended."));
    private static final Text<String> AMOUNT = Text.matching(
            "[0-9]+(\\.[0-9]+)? [A-Z]{3}",
            "an amount such as 0.005 EUR", (text, reading, from) -> {
                if (!text.matches("[0-9]{1,12}(\\.[0-9]{1,12})? [A-Z]{3}")) {
                    throw new InvalidValue(Quoted.of(text) + " is not an amount", "write such as 0.005 EUR");
                }
                return text;
            });
    private static final Section<YamlNode> PRICE = section(
            "such as { storage-per-gb-month: 0.005 EUR }",
            Key.optional("storage-per-gb-month", AMOUNT, "Price of a stored gigabyte for a month."),
            Key.optional("egress-per-gb", AMOUNT, "Price of a gigabyte read back."));
    private static final Section<YamlNode> CHECK = section(
            "such as { every: weekly Sun 05:00, read-data: 5% }",
            Key.required("every", Forms.SCHEDULE, "When the repository is checked."),
            Key.optional("read-data", Forms.PERCENT, "How much of the data is read."));
    private static final Key<Boolean> APPEND_ONLY =
            Key.optional("append-only", Text.flag(), "Whether the storage refuses to delete.");
    private static final Key<Integer> KEEP_AT_LEAST =
            Key.optional("keep-at-least", Text.number(1, 1_000_000), "Snapshots of each job that stay in any case.");
    private static final Key<String> ONLY_AFTER =
            Key.optional("only-after", Text.oneOf("verified"), "What must have happened before.");
    private static final Section<Safeguards> PRUNE_SECTION = new Section<>(
            "such as { every: weekly Sun 04:00 }",
            List.of(Key.required("every", Forms.SCHEDULE, "When space is freed."), KEEP_AT_LEAST, ONLY_AFTER),
            values -> new Safeguards(
                    values.or(KEEP_AT_LEAST, 0), values.find(ONLY_AFTER).isPresent(), false));
    private static final Key<Safeguards> PRUNE = Key.optional(
            "prune", PRUNE_SECTION, "When space of forgotten snapshots is freed, and what stays in any case.");

    /** The keys of a repository; its name comes from the key above. */
    static final Section<Function<RepositoryName, RepositorySettings>> SHAPE = new Section<>(
            "the keys of a repository, at least url and password",
            List.of(
                    URL,
                    PASSWORD,
                    Key.optional("access-key", Forms.SECRET, "Where the storage's access key is kept."),
                    Key.optional("secret-key", Forms.SECRET, "Where the storage's secret key is kept."),
                    Key.optional("upload-limit", Forms.RATE, "The most that is written in a second."),
                    Key.optional("upload-per-day", Forms.SIZE, "The most that is written in a day."),
                    APPEND_ONLY,
                    Key.optional("object-lock", OBJECT_LOCK, "How the storage locks objects against deletion."),
                    Key.optional("price", PRICE, "What the storage costs, to reckon the bill."),
                    Key.optional("check", CHECK, "When and how the repository is checked."),
                    PRUNE),
            RepositoryShape::make);

    private RepositoryShape() {}

    private static Function<RepositoryName, RepositorySettings> make(Values values) {
        Safeguards said = values.or(PRUNE, Safeguards.NONE);
        Safeguards safeguards =
                new Safeguards(said.keepAtLeast(), said.onlyAfterVerified(), values.or(APPEND_ONLY, false));
        return name -> new RepositorySettings(name, values.get(URL), values.get(PASSWORD), safeguards);
    }

    private static Section<YamlNode> section(String expected, Key<?>... keys) {
        return Ignored.section(expected, keys);
    }

    private static RepositoryUrl url(String text, Reading reading, YamlNode.Scalar from) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (NotYet.REPOSITORY_SCHEMES.contains(scheme)) {
            NotYet notYet = NotYet.REMOTE_REPOSITORY;
            throw new InvalidValue(scheme + ": is " + notYet.what(), notYet.fix());
        }
        return switch (RepositoryUrl.parse(text)) {
            case RepositoryUrl.Local(var path) -> new RepositoryUrl.Local(reading.resolve(path.toString()));
        };
    }
}
