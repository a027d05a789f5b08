package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.ChangeRule;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a snapshot. */
@Command(name = "backup", description = "Backs up files and folders.")
final class BackupCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    BackupSourceOptions source = new BackupSourceOptions();

    @Option(names = "--tag", paramLabel = "TAGS", description = "tags for the snapshot, separated by commas")
    List<String> tags = List.of();

    @Option(
            names = {"-H", "--host"},
            paramLabel = "NAME",
            description = "host name for the snapshot (default: $$RESTIC_HOST or this machine's)")
    @Nullable
    String host;

    @Option(names = "--time", paramLabel = "TIME", description = "time of the snapshot, such as 2026-11-08 22:07:00")
    @Nullable
    String time;

    @Option(names = "--parent", paramLabel = "SNAPSHOT", description = "snapshot to compare with (default: the latest)")
    @Nullable
    String parent;

    @Option(
            names = {"-g", "--group-by"},
            paramLabel = "GROUP",
            description = "what the parent must share: host, paths, tags (default: host,paths)")
    String groupBy = "host,paths";

    @Option(
            names = {"-f", "--force"},
            description = "read every file, even if it has not changed")
    boolean force;

    @Option(names = "--ignore-inode", description = "another inode or change time alone means no change")
    boolean ignoreInode;

    @Option(names = "--ignore-ctime", description = "another change time alone means no change")
    boolean ignoreChangeTime;

    @Option(names = "--skip-if-unchanged", description = "make no snapshot if nothing has changed")
    boolean skipIfUnchanged;

    @Option(
            names = {"-n", "--dry-run"},
            description = "only tell what would be done")
    boolean dryRun;

    @Option(names = "--no-scan", description = "do not count first how much there is to do")
    boolean noScan;

    @Option(names = "--read-concurrency", paramLabel = "N", description = "files to read at once")
    int readConcurrency;

    BackupCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!repository.configured.jobs.isEmpty()) {
            throw new InvalidRequest(
                    "backup takes no --job",
                    "run the job with `holdfast run " + repository.configured.jobs.getFirst()
                            + "`, or name a repository with --repository");
        }
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = dryRun ? RepositoryLock.none(open) : repository.lockForWriting(open, false)) {
            BackupReport report = BackupReport.of(repository, surroundings, dryRun);
            try {
                return report.finish(run(open, lock, report));
            } catch (Interrupted e) {
                report.interrupted();
                return Advice.INTERRUPTED;
            } finally {
                report.close();
            }
        }
    }

    private Backup.Result run(Repository open, RepositoryLock lock, BackupReport report) {
        Instant moment = moment();
        WriteOptions options =
                new WriteOptions(repository.compression(surroundings), repository.packSize(surroundings), dryRun);
        BackupSourceOptions.Chosen chosen = source.choose(surroundings);
        String hostName = host != null
                ? host
                : surroundings
                        .environment()
                        .get("RESTIC_HOST")
                        .orElse(open.client().host());
        report.opened(open);
        @Nullable StoredSnapshot before = null;
        // As in restic, what comes through standard input is compared with nothing, even with --parent.
        if (!source.stdin) {
            before = parent(open, chosen, hostName, moment);
            report.comparedWith(before);
        }
        report.begin(repository, surroundings, noScan || chosen.isStream() ? null : chosen.source());
        Backup.Request request = new Backup.Request(
                chosen.source(),
                chosen.paths(),
                hostName,
                tagList(),
                chosen.excludes(),
                moment,
                before,
                new ChangeRule(ignoreInode, ignoreChangeTime),
                skipIfUnchanged,
                options,
                threads(),
                surroundings.programVersion());
        return new Backup(open, request).run(lock, report);
    }

    private int threads() {
        int wanted = readConcurrency;
        if (wanted == 0) {
            String variable =
                    surroundings.environment().get("RESTIC_READ_CONCURRENCY").orElse("0");
            wanted = variable.matches("[0-9]{1,4}") ? Integer.parseInt(variable) : 0;
        }
        return Math.max(Runtime.getRuntime().availableProcessors() + 1, wanted);
    }

    private List<String> tagList() {
        List<String> all = new ArrayList<>();
        for (String list : tags) {
            for (String tag : list.split(",", -1)) {
                if (!tag.isEmpty() && !all.contains(tag)) {
                    all.add(tag);
                }
            }
        }
        return all;
    }

    private Instant moment() {
        if (time == null || time.isEmpty() || time.equals("now")) {
            return surroundings.clock().instant();
        }
        return MomentText.parse(time, "--time", surroundings.zone());
    }

    private @Nullable StoredSnapshot parent(
            Repository open, BackupSourceOptions.Chosen chosen, String hostName, Instant moment) {
        if (force) {
            return null;
        }
        Snapshots snapshots = new Snapshots(open);
        if (parent != null && !parent.equals("latest")) {
            return snapshots.find(parent, SnapshotFilter.ALL);
        }
        SnapshotGroups by = SnapshotGroups.by(groupBy);
        SnapshotFilter filter = new SnapshotFilter(
                by.isByHost() ? List.of(hostName) : List.of(),
                by.isByTags() ? List.of(tagList()) : List.of(),
                by.isByPaths() ? chosen.paths() : List.of());
        return snapshots
                .latest(filter, moment, damaged -> SnapshotOptions.warn(damaged, surroundings))
                .orElse(null);
    }
}
