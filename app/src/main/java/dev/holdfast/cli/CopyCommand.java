package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.upkeep.Copy;
import dev.holdfast.engine.upkeep.CopyPlan;
import dev.holdfast.engine.upkeep.CopyProgress;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies snapshots from another repository. */
@Command(name = "copy", description = "Copies snapshots from another repository, whatever its password, into this one.")
final class CopyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions(new ConfiguredOptions(true));

    @Mixin
    SourceOptions source = new SourceOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Parameters(paramLabel = "SNAPSHOT", arity = "0..*", description = "only these of the source (default: all)")
    List<String> ids = List.of();

    CopyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Copy.Request request = Copy.Request.usual(
                new WriteOptions(repository.compression(surroundings), repository.packSize(surroundings), false),
                Runtime.getRuntime().availableProcessors());
        CopyProgress progress = new CopyProgress();
        try (Repository from = source.open(repository.configured, surroundings);
                Repository to = repository.open(surroundings);
                RepositoryLock _ = repository.lock(from, false);
                RepositoryLock lock = repository.lockForWriting(to, false);
                ProgressLine line = ProgressLine.forPeople(repository, surroundings, new CopyStatus(progress))) {
            SnapshotOptions.Chosen chosen = filter.choose(from, ids, surroundings);
            Telling telling = new Telling(line);
            Copy copy = new Copy(from, to, lock, request, progress, telling);
            List<DamagedFile> damaged = new ArrayList<>();
            CopyPlan plan = copy.plan(chosen.snapshots(), damaged::add);
            damaged.forEach(e -> SnapshotOptions.warn(e, surroundings));
            plan.present().forEach(telling::present);
            copy.run(plan);
            boolean isWhole = chosen.isComplete() && damaged.isEmpty() && telling.failed == 0;
            return isWhole ? 0 : Advice.FAILED;
        }
    }

    /** What people are told of each snapshot; the lines are restic's. */
    private final class Telling implements Copy.Listener {
        private final ProgressLine line;
        private int failed;

        Telling(ProgressLine line) {
            this.line = line;
        }

        void present(CopyPlan.Present present) {
            if (repository.verbosity() > 1) {
                title(present.snapshot());
                say("skipping source snapshot " + present.snapshot().id().shortName()
                        + ", was already copied to snapshot " + present.copy().shortName());
            }
        }

        @Override
        public void begun(StoredSnapshot snapshot) {
            title(snapshot);
            say("  copy started, this may take a while...");
        }

        @Override
        public void saved(StoredSnapshot snapshot, ObjectId copy) {
            say("snapshot " + copy.shortName() + " saved, copied from source snapshot "
                    + snapshot.id().shortName());
        }

        @Override
        public void failed(StoredSnapshot snapshot, EngineException reason, @Nullable EntryPath path) {
            failed++;
            Advice advice = Advice.of(reason);
            String where = path == null ? "" : " (" + path + ")";
            line.println(
                    surroundings.err(),
                    Text.safe("error: source snapshot " + snapshot.id().shortName() + " was not copied: "
                            + advice.what() + where));
            line.println(
                    surroundings.err(),
                    "fix:   run `holdfast check --read-data` on the source to see all that is damaged, and mend it with"
                            + " `holdfast repair`");
        }

        private void title(StoredSnapshot snapshot) {
            say("\n" + SnapshotText.title(snapshot, surroundings.zone()));
        }

        private void say(String what) {
            if (!repository.quiet && !repository.json) {
                line.println(surroundings.out(), what);
            }
        }
    }
}
