package dev.holdfast.config;

import dev.holdfast.job.HostName;
import dev.holdfast.job.InvalidValue;
import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.Retention;
import dev.holdfast.job.Schedule;
import dev.holdfast.job.SourceSettings;
import dev.holdfast.job.TimeSpan;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The keys of a job. */
final class JobShape {
    private static final Text<Integer> COUNT = Text.number(0, 1_000_000);
    private static final Key<Integer> LAST = Key.optional("last", COUNT, "So many of the newest snapshots.");
    private static final Key<Integer> HOURLY = Key.optional("hourly", COUNT, "The newest of so many hours.");
    private static final Key<Integer> DAILY = Key.optional("daily", COUNT, "The newest of so many days.");
    private static final Key<Integer> WEEKLY = Key.optional("weekly", COUNT, "The newest of so many weeks.");
    private static final Key<Integer> MONTHLY = Key.optional("monthly", COUNT, "The newest of so many months.");
    private static final Key<Integer> YEARLY = Key.optional("yearly", COUNT, "The newest of so many years.");
    private static final Key<TimeSpan> WITHIN =
            Key.optional("within", Forms.TIME_SPAN, "All that are not older than this.");
    static final Section<Retention> RETENTION = new Section<>(
            "such as { daily: 7, weekly: 4, monthly: 6 }",
            List.of(LAST, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY, WITHIN),
            values -> new Retention(
                    values.or(LAST, 0),
                    values.or(HOURLY, 0),
                    values.or(DAILY, 0),
                    values.or(WEEKLY, 0),
                    values.or(MONTHLY, 0),
                    values.or(YEARLY, 0),
                    values.find(WITHIN)));

    private static final Section<YamlNode> HOOK = Ignored.section(
            "such as { run: [program, argument] }",
            Key.required(
                    "run",
                    ListOf.of(Text.word(), "a list with the program and its arguments"),
                    "The program and its arguments."),
            Key.optional("always", Text.flag(), "Whether it runs after a failure too."));
    private static final ListOf<YamlNode> HOOKS = ListOf.of(HOOK, "a list such as [ { run: [program, argument] } ]");

    private static final Choice<YamlNode> COPY = new Choice<>(
            "such as { to: nas, every: monthly 1 06:00 }",
            List.of(
                    Ignored.section(
                            "such as { to: nas, every: monthly 1 06:00 }",
                            Key.required("to", Forms.REPOSITORY, "The repository that gets the copy."),
                            Key.optional("every", Forms.SCHEDULE, "When it is made."),
                            Key.optional("after", Text.oneOf("each-run"), "What it is made after."),
                            Key.optional("keep", RETENTION, "How many snapshots of the copy are kept.")),
                    Ignored.section(
                            "such as { replicate-to: b2, after: each-run }",
                            Key.required("replicate-to", Forms.REPOSITORY, "The repository that gets the same files."),
                            Key.optional("every", Forms.SCHEDULE, "When it is made."),
                            Key.optional("after", Text.oneOf("each-run"), "What it is made after."))));
    private static final Section<YamlNode> VERIFY = Ignored.section(
            "such as { read-data: 10%, restore-test: monthly }",
            Key.optional("read-data", Forms.PERCENT, "How much of the data is read."),
            Key.optional("restore-test", Forms.SCHEDULE, "When a restore is tried."),
            Key.optional(
                    "assertions",
                    ListOf.of(new Anything("an assertion"), "a list of assertions"),
                    "What must hold for the restored data."));
    private static final Section<YamlNode> OBJECTIVES = Ignored.section(
            "such as { rpo: 24h, rto: 1h }",
            Key.optional("rpo", Forms.TIME_SPAN, "How much time of work may be lost."),
            Key.optional("rto", Forms.TIME_SPAN, "How long a restore may take."));
    private static final Section<YamlNode> RETRY = Ignored.section(
            "such as { times: 3, wait: 10m }",
            Key.required("times", Text.number(1, 100), "How often it is tried again."),
            Key.optional("wait", Forms.TIME_SPAN, "How long to wait before."));
    private static final Text<Object> NICE = new Text<>(
            "idle, or a number from 0 to 19",
            (text, reading, from) -> {
                if (!text.equals("idle") && !text.matches("1?[0-9]")) {
                    throw new InvalidValue(Quoted.of(text) + " is no niceness", "write idle, or a number from 0 to 19");
                }
                return text;
            },
            Map.of("anyOf", List.of(Map.of("const", "idle"), Text.number(0, 19).schema())));

    private static final Key<HostName> HOST =
            Key.optional("host", Forms.HOST, "Where the sources live; local if it is not said.");
    private static final Key<Schedule> SCHEDULE = Key.optional(
            "schedule",
            Forms.SCHEDULE,
            "When the job runs: a time, every 12h, weekly Sun 04:00, monthly 1 03:00, a cron line of five fields, or a "
                    + "systemd calendar expression.");
    private static final Key<List<SourceSettings>> SOURCES = Key.required(
            "sources",
            new ListOf<>(SourceShape.SHAPE, "a list such as - files: [/home/me]", false, Job::checkSources),
            "What is backed up.");
    private static final Key<RepositoryName> TO = Key.required("to", Forms.REPOSITORY, "The repository it goes to.");
    private static final Key<Retention> KEEP =
            Key.optional("keep", RETENTION, "How many snapshots of the job are kept.");

    /** The keys of a job; its name comes from the key above. */
    static final Section<Function<JobName, Job>> SHAPE = new Section<>(
            "the keys of a job, at least sources and to",
            List.of(
                    HOST,
                    SCHEDULE,
                    SOURCES,
                    Key.optional("before", HOOKS, "Commands that run before the sources are read."),
                    Key.optional("after", HOOKS, "Commands that run after the sources were read."),
                    TO,
                    KEEP,
                    Key.optional("copies", ListOf.of(COPY, "a list of copies"), "Copies in other repositories."),
                    Key.optional("verify", VERIFY, "How the backups are proved."),
                    Key.optional("objectives", OBJECTIVES, "What the owner relies on."),
                    Key.optional("size-anomaly", Forms.PERCENT, "A change in size that is worth a message."),
                    Key.optional("nice", NICE, "How much the job gives way to others."),
                    Key.optional("cpu-limit", Text.number(1, 4096), "The most processors in use."),
                    Key.optional("timeout", Forms.TIME_SPAN, "How long a run may take."),
                    Key.optional("retry", RETRY, "Whether a failed run is tried again."),
                    Key.optional(
                            "notify",
                            ListOf.orOne(
                                    Forms.reference(References.Kind.NOTIFY, text -> text),
                                    "a list of names from notify"),
                            "Who hears of it.")),
            JobShape::make);

    private JobShape() {}

    private static Function<JobName, Job> make(Values values) {
        return name -> new Job(
                name,
                values.or(HOST, HostName.LOCAL),
                values.get(SOURCES),
                values.get(TO),
                values.find(SCHEDULE),
                values.find(KEEP));
    }
}
