package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The keys at the top of the file: the root of the description. */
final class RootShape {
    private static final Section<YamlNode> HOST = Ignored.section(
            "the keys of a host, at least ssh",
            Key.required("ssh", Text.any("user@host or user@host:port"), "How the host is reached."),
            Key.optional("identity", Forms.SECRET, "Where the private key is kept."),
            Key.optional("known-hosts", Forms.PATH, "The file with the keys of known hosts."));

    private static final ListOf<String> WHEN = ListOf.of(
            Text.oneOf("start", "success", "failure", "incomplete", "overdue", "recovered"),
            "a list of start, success, failure, incomplete, overdue, recovered");
    private static final Choice<YamlNode> CHANNEL = new Choice<>(
            "a channel such as mail: { to: …, smtp: … }",
            List.of("mail", "telegram", "healthchecks", "webhook", "ntfy").stream()
                    .map(RootShape::channel)
                    .toList());

    private static final Choice<YamlNode> MIRRORED = new Choice<>(
            "such as { files: /srv/documents, as: documents/ }",
            List.of(
                    Ignored.section(
                            "such as { job: NAME, source: postgres, as: … }",
                            Key.required(
                                    "job",
                                    Forms.reference(References.Kind.JOB, text -> text),
                                    "The job whose data is mirrored."),
                            Key.required("source", Text.any("the kind of a source"), "Which of its sources."),
                            Key.required("as", Text.any("a path"), "Where it goes in the mirror.")),
                    Ignored.section(
                            "such as { files: /srv/documents, as: documents/ }",
                            Key.required("files", Text.any("a path"), "The folder that is mirrored."),
                            Key.required("as", Text.any("a path"), "Where it goes in the mirror."))));
    private static final Section<YamlNode> EXPIRE = Ignored.section(
            "such as { prefix: exports/, after: 30d }",
            Key.required("prefix", Text.any("a prefix"), "What is deleted."),
            Key.required("after", Forms.TIME_SPAN, "At what age."));
    private static final Section<YamlNode> MOVE = Ignored.section(
            "such as { prefix: old/, older-than: 90d, to: NAME }",
            Key.required("prefix", Text.any("a prefix"), "What is moved."),
            Key.required("older-than", Forms.TIME_SPAN, "At what age."),
            Key.required("to", Text.any("a name"), "Where to."));
    private static final Section<YamlNode> MIRROR = Ignored.section(
            "the keys of a mirror, at least url and from",
            Key.required("url", Forms.URL, "Where the mirror lies."),
            Key.optional("access-key", Forms.SECRET, "Where the storage's access key is kept."),
            Key.optional("secret-key", Forms.SECRET, "Where the storage's secret key is kept."),
            Key.required("from", ListOf.of(MIRRORED, "a list of what is mirrored"), "What is mirrored."),
            Key.optional("expire", ListOf.of(EXPIRE, "a list of rules"), "What is deleted after some time."),
            Key.optional("move", ListOf.of(MOVE, "a list of rules"), "What is moved elsewhere after some time."));
    private static final Section<YamlNode> WEB = Ignored.section(
            "such as { listen: 127.0.0.1:8420 }",
            Key.required("listen", Text.any("an address and port"), "Address and port of the web page."),
            Key.optional("password", Forms.SECRET, "Where the page's password is kept."));
    private static final Section<YamlNode> METRICS = Ignored.section(
            "such as { prometheus: true }",
            Key.optional("prometheus", Text.flag(), "Whether metrics are served for Prometheus."));

    private static final Key<Integer> VERSION = Key.optional(
            "version", new Text<>("1", RootShape::version, Map.of("const", 1)), "Version of the format: 1.");
    private static final Key<Map<RepositoryName, RepositorySettings>> REPOSITORIES = Key.optional(
            "repositories",
            new NamedMap<>(
                    References.Kind.REPOSITORY,
                    RepositoryName.PATTERN,
                    RepositoryName::new,
                    RepositoryShape.SHAPE,
                    (name, make) -> make.apply(name)),
            "Where backups go.");
    private static final Key<Map<JobName, Job>> JOBS = Key.optional(
            "jobs",
            new NamedMap<>(
                    References.Kind.JOB,
                    JobName.PATTERN,
                    JobName::new,
                    JobShape.SHAPE,
                    (name, make) -> make.apply(name)),
            "What is backed up; each job is one recovery point.");
    private static final Key<Path> STATE = Key.optional(
            "state", Text.of("a folder", RootShape::state), "The folder where the history of runs is kept.");

    /** Paths of files with more variables, relative to the file's folder. */
    static final Key<List<String>> ENV_FILE = Key.optional(
            "env-file", ListOf.orOne(Text.any("a path"), "a list of paths"), "Files with more variables, NAME=VALUE.");

    /** Patterns of more files of this form. */
    static final Key<List<String>> INCLUDE = Key.optional(
            "include",
            ListOf.orOne(Text.any("a path with wildcards"), "a list of paths with wildcards"),
            "More files of this form; * stands for any name.");

    /** The whole file. */
    static final Section<FilePart> SHAPE = new Section<>(
            "the keys version, repositories and jobs",
            List.of(
                    VERSION,
                    INCLUDE,
                    ENV_FILE,
                    named("hosts", References.Kind.HOST, HOST, "Machines where sources live."),
                    REPOSITORIES,
                    JOBS,
                    named(
                            "notify",
                            References.Kind.NOTIFY,
                            ListOf.of(CHANNEL, "a list of channels"),
                            "Who hears of runs."),
                    named("mirrors", References.Kind.MIRROR, MIRROR, "Plain copies of files that can be browsed."),
                    Key.optional("web", WEB, "The web page."),
                    Key.optional("metrics", METRICS, "Figures for monitoring."),
                    STATE),
            RootShape::make);

    private RootShape() {}

    private static Section<YamlNode> channel(String kind) {
        return Ignored.section(
                kind + ": with its keys",
                Key.required(kind, new Anything("its keys"), "The channel " + kind + "."),
                Key.optional("when", WHEN, "What is told."));
    }

    private static <T> Key<Map<String, T>> named(String key, References.Kind kind, Shape<T> shape, String description) {
        NamedMap<String, T, T> map = new NamedMap<>(
                kind, RepositoryName.PATTERN, name -> new RepositoryName(name).text(), shape, (name, value) -> value);
        return Key.optional(key, map, description);
    }

    private static Integer version(String text, Reading reading, YamlNode.Scalar from) {
        if (!text.equals("1")) {
            throw new InvalidValue(Quoted.of(text) + " is no version that this program knows", "write version: 1");
        }
        return 1;
    }

    private static Path state(String text, Reading reading, YamlNode.Scalar from) {
        if (text.contains("://")) {
            throw new InvalidValue("a database is " + NotYet.STATE_IN_DATABASE.what(), NotYet.STATE_IN_DATABASE.fix());
        }
        return reading.resolve(text);
    }

    private static FilePart make(Values values) {
        return new FilePart(values.or(REPOSITORIES, Map.of()), values.or(JOBS, Map.of()), values.find(STATE));
    }
}
