package dev.holdfast.cli;

import dev.holdfast.config.Configuration;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SnapshotNotFound;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.upkeep.Forget;
import dev.holdfast.engine.upkeep.KeepPolicy;
import dev.holdfast.engine.upkeep.Prune;
import dev.holdfast.service.Advice;
import dev.holdfast.service.ForgetJobs;
import dev.holdfast.service.ForgetReport;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes snapshots by a policy, or those that are named. */
@Command(
        name = "forget",
        description = {
            "Deletes snapshots: those that no policy keeps, or those that are named.",
            "Snapshots are divided into groups, of which each is looked at by itself. Where there are too few snapshots for"
                    + " a policy, the oldest of the group stays as well. The data stays until it is pruned."
        })
final class ForgetCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    KeepOptions keep = new KeepOptions();

    // Not the mixin of the other commands: there -H means --host.
    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "only snapshots of this host (default: $$RESTIC_HOST; an empty name means all)")
    List<String> hosts = List.of();

    @Option(
            names = "--tag",
            paramLabel = "TAGS",
            description = "only snapshots with all of these tags, separated by commas")
    List<String> tags = List.of();

    @Option(names = "--path", paramLabel = "PATH", description = "only snapshots of this path")
    List<String> paths = List.of();

    @Option(
            names = {"-g", "--group-by"},
            paramLabel = "GROUP",
            description = "groups are of the same host, paths or tags, separated by commas (default: host,paths)")
    String groupBy = "host,paths";

    @Option(
            names = "--unsafe-allow-remove-all",
            description = "without a policy: delete all that --host, --tag and --path let through")
    boolean removeAll;

    @Option(
            names = {"-n", "--dry-run"},
            description = "delete nothing, only tell what would be deleted")
    boolean dryRun;

    @Option(
            names = {"-c", "--compact"},
            description = "one short line for each snapshot")
    boolean compact;

    @Option(names = "--prune", description = "prune afterwards, if any snapshot was deleted")
    boolean prune;

    @Mixin
    PruneOptions pruning = new PruneOptions();

    @Option(names = "--all-jobs", description = "as --job for all jobs that have a keep:")
    boolean allJobs;

    @Parameters(
            paramLabel = "SNAPSHOT",
            arity = "0..*",
            description = "delete these: ids, or latest; policies are of no effect")
    List<String> ids = List.of();

    ForgetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        KeepPolicy policy = keep.policy();
        SnapshotGroups groups = SnapshotGroups.by(groupBy);
        refuseUnfit();
        if (allJobs || !repository.configured.jobs.isEmpty()) {
            refuseBesideJobs(policy);
            return forgetJobs();
        }
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = lock(open)) {
            ForgetText text = new ForgetText(surroundings, repository, compact);
            if (!ids.isEmpty()) {
                List<ObjectId> named = named(open);
                int code = delete(open, named, lock, text);
                prune(open, code == 0 ? named : List.of(), lock, text);
                return code;
            }
            Forget.Plan plan =
                    new Forget(open).plan(new Forget.Request(filter().filter(surroundings), groups, policy, removeAll));
            plan.damaged().forEach(damaged -> SnapshotOptions.warn(damaged, surroundings));
            text.tell(plan, policy);
            int code = delete(open, plan.removed(), lock, text);
            text.ended(plan);
            prune(open, code == 0 ? plan.removed() : List.of(), lock, text);
            return code == 0 && !plan.damaged().isEmpty() ? Advice.FAILED : code;
        }
    }

    private void refuseUnfit() {
        repository.verbosity();
        pruning.request(repository, surroundings, Set.of(), false);
        if (repository.noLock && !dryRun) {
            throw new InvalidRequest(
                    "--no-lock is only applicable in combination with --dry-run for forget command",
                    "leave it out: what is deleted must not be in use");
        }
    }

    private void refuseBesideJobs(KeepPolicy policy) {
        boolean isPlain = policy.isEmpty()
                && ids.isEmpty()
                && hosts.isEmpty()
                && tags.isEmpty()
                && paths.isEmpty()
                && repository.flags().isEmpty()
                && repository.configured.repository == null
                && !removeAll
                && !prune;
        if (!isPlain || allJobs && !repository.configured.jobs.isEmpty()) {
            throw new InvalidRequest(
                    "--job and --all-jobs go with no other flag that says what to keep, which snapshots or where",
                    "leave the others out: what a job keeps and where its snapshots lie is said in the configuration");
        }
    }

    private int forgetJobs() {
        ConfigOptions options = new ConfigOptions();
        options.config = repository.configured.config;
        options.json = repository.json;
        Optional<Configuration> configuration = options.load(surroundings, new ArrayList<>());
        if (configuration.isEmpty()) {
            return Advice.FAILED;
        }
        ForgetJobs forget = new ForgetJobs(surroundings, configuration.get(), this::lock, dryRun);
        List<String> names = allJobs ? forget.willing() : repository.configured.jobs;
        if (names.isEmpty()) {
            Advice advice = forget.nothingToDo();
            surroundings.err().println("warning: " + Text.safe(advice.what()));
            surroundings.err().println("fix:   " + Text.safe(advice.fix()));
        }
        List<ForgetReport> reports = names.isEmpty() ? List.of() : forget.forget(names);
        new ForgetJobsText(surroundings, repository, new ForgetText(surroundings, repository, compact))
                .tell(reports, dryRun);
        return reports.stream()
                .mapToInt(ForgetReport::exitCode)
                .filter(code -> code != 0)
                .findFirst()
                .orElse(0);
    }

    /** A dry run only reads; it need not keep backups away. */
    private RepositoryLock lock(Repository open) {
        return dryRun ? repository.lock(open, false) : repository.lockForWriting(open, true);
    }

    private SnapshotOptions filter() {
        SnapshotOptions filter = new SnapshotOptions(repository.configured);
        filter.hosts = hosts;
        filter.tags = tags;
        filter.paths = paths;
        return filter;
    }

    /** The snapshots that are named; one need not be readable to be deleted by its id. */
    private List<ObjectId> named(Repository open) {
        Snapshots snapshots = new Snapshots(open);
        SnapshotFilter narrowed = filter().filter(surroundings);
        Set<ObjectId> found = new LinkedHashSet<>();
        for (String id : ids) {
            try {
                found.add(
                        id.equals("latest")
                                ? snapshots.find(id, narrowed).id()
                                : snapshots.resolve(id).file().id());
            } catch (SnapshotNotFound e) {
                surroundings.err().println("warning: ignoring " + Text.safe(String.valueOf(e.getMessage())));
            }
        }
        return List.copyOf(found);
    }

    private int delete(Repository open, List<ObjectId> snapshots, RepositoryLock lock, ForgetText text) {
        if (dryRun) {
            text.wouldDelete(snapshots);
            return 0;
        }
        List<ObjectId> deleted = new ArrayList<>();
        List<Forget.Failure> failures = new Forget(open).run(snapshots, lock, id -> {
            deleted.add(id);
            text.deleted(id);
        });
        text.ended(deleted.size(), failures);
        return failures.isEmpty() ? 0 : Advice.INCOMPLETE;
    }

    private void prune(Repository open, List<ObjectId> forgotten, RepositoryLock lock, ForgetText text) {
        if (!prune || forgotten.isEmpty()) {
            return;
        }
        text.prunes(forgotten.size(), dryRun);
        Prune.Request request = pruning.request(repository, surroundings, Set.copyOf(forgotten), false);
        new PruneRun(surroundings, repository, repository.json ? 0 : repository.verbosity())
                .execute(open, lock, request, dryRun);
    }
}
