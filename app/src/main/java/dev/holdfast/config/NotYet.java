package dev.holdfast.config;

import java.util.List;
import java.util.Optional;

/**
 * What the contract of the file names but this version does not do. The one list of it: a version that learns to do
 * something removes the entry.
 *
 * @param pattern the key, with {@code *} for a name that the user chose and {@code []} for a value of a list
 * @param ignored whether the file can be used all the same, with a warning
 */
record NotYet(String pattern, boolean ignored, String what, String fix) {
    private static final String IGNORED = "accepted but not acted on by this version";
    private static final String REFUSED = "not supported yet by this version";

    private static final List<NotYet> ALL = List.of(
            ignored("hosts", "back up from this machine; a later version reaches others"),
            ignored("repositories.*.access-key", "remove it; a local repository needs none"),
            ignored("repositories.*.secret-key", "remove it; a local repository needs none"),
            ignored("repositories.*.upload-limit", "expect full speed"),
            ignored("repositories.*.upload-per-day", "expect everything to be written at once"),
            ignored("repositories.*.object-lock", "protect the repository by the rights of its folder"),
            ignored("repositories.*.price", "no cost is reckoned; nothing to do"),
            ignored("repositories.*.check", "run `holdfast check` from cron or a systemd timer"),
            byHand("repositories.*.prune", "run `holdfast prune` from cron or a systemd timer"),
            ignored("jobs.*.schedule", "run `holdfast run` from cron or a systemd timer"),
            byHand("jobs.*.keep", "run `holdfast forget --all-jobs` from cron or a systemd timer"),
            byHand("jobs.*.copies", "run `holdfast copy --job JOB --repository NAME` from cron or a systemd timer"),
            ignored("jobs.*.verify", "run `holdfast check` and try a restore yourself"),
            ignored("jobs.*.objectives", "watch the age of the newest snapshot with `holdfast status`"),
            ignored("jobs.*.size-anomaly", "watch the sizes that `holdfast run` reports"),
            ignored("jobs.*.nice", "start the program with nice and ionice"),
            ignored("jobs.*.cpu-limit", "start the program with a CPU limit, such as systemd's CPUQuota="),
            ignored("jobs.*.timeout", "start the program with a time limit, such as timeout 4h"),
            ignored("jobs.*.retry", "see that what starts the program does so again after a failure"),
            ignored("jobs.*.notify", "watch the exit code of `holdfast run`"),
            ignored("notify", "watch the exit code of `holdfast run`"),
            ignored("mirrors", "no mirror is made; copy the files by other means"),
            ignored("web", "there is no web page yet; use the command line"),
            ignored("metrics", "no metrics are served yet; use `holdfast run --json`"),
            refused("jobs.*.before", "remove it, and run the command before `holdfast run`"),
            refused("jobs.*.after", "remove it, and run the command after `holdfast run`"),
            source("postgres", "[pg_dump, --format=custom, NAME]"),
            source("mariadb", "[mariadb-dump, --single-transaction, NAME]"),
            source("redis", "[redis-cli, --rdb, /dev/stdout]"),
            source("sqlite", "[sqlite3, FILE, .dump]"),
            source("mongodb", "[mongodump, --archive]"),
            source("qdrant", "a program that writes its data to standard output"),
            source("vault", "a program that writes its data to standard output"),
            source("bucket", "a program that writes its data to standard output"),
            source("n8n", "[n8n, export:workflow, --all]"),
            source("grafana", "a program that writes its data to standard output"),
            source("docker-volumes", "[docker, run, --rm, …, tar, -c, FOLDER]"),
            source("vm", "a program that writes its data to standard output"));

    /** Jobs on other hosts than this machine. */
    static final NotYet REMOTE_HOST =
            refused("jobs.*.host", "remove host: to back up this machine, and run the program on the other one");

    /** Repositories elsewhere than in a folder. */
    static final List<String> REPOSITORY_SCHEMES =
            List.of("sftp", "s3", "rest", "rclone", "b2", "azure", "gs", "swift");

    /** Run history elsewhere than in a folder. */
    static final NotYet STATE_IN_DATABASE = refused("state", "write a folder, such as /var/lib/holdfast");

    static final NotYet REMOTE_REPOSITORY =
            refused("repositories.*.url", "write a folder, such as /srv/backup; a mounted network folder will do");

    private static NotYet ignored(String pattern, String fix) {
        return new NotYet(pattern, true, IGNORED, fix);
    }

    private static NotYet byHand(String pattern, String fix) {
        return new NotYet(pattern, true, "no run acts on it by itself in this version", fix);
    }

    private static NotYet refused(String pattern, String fix) {
        return new NotYet(pattern, false, REFUSED, fix);
    }

    private static NotYet source(String kind, String run) {
        return refused("jobs.*.sources[]." + kind, "write command: { run: …, name: … } with " + run);
    }

    /** What is said about a key, if this version does not act on it. */
    static Optional<NotYet> find(String pattern) {
        return ALL.stream().filter(notYet -> notYet.pattern().equals(pattern)).findFirst();
    }

    /** Whether this version does not act on a key or on what it stands under. */
    static boolean covers(String pattern) {
        return ALL.stream().anyMatch(notYet -> (pattern + ".").startsWith(notYet.pattern() + "."));
    }

    void report(String path, Place place, Findings findings) {
        if (ignored) {
            findings.warning(place, path + ": " + what, fix);
        } else {
            findings.error(place, path + ": " + what, fix);
        }
    }
}
