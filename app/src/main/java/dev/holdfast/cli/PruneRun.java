package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.upkeep.Prune;
import dev.holdfast.engine.upkeep.PrunePlan;
import dev.holdfast.engine.upkeep.PruneProgress;
import dev.holdfast.service.Surroundings;

/** A prune as a command carries it out and tells of it. */
final class PruneRun {
    private final Surroundings surroundings;
    private final RepositoryOptions options;
    private final int verbosity;

    /** @param verbosity how much is told, 0 for nothing */
    PruneRun(Surroundings surroundings, RepositoryOptions options, int verbosity) {
        this.surroundings = surroundings;
        this.options = options;
        this.verbosity = verbosity;
    }

    void execute(Repository open, RepositoryLock lock, Prune.Request request, boolean dryRun) {
        boolean isJson = options.json && request.grace() != null;
        PruneText text = new PruneText(surroundings.out(), isJson ? 0 : verbosity, request.grace() != null);
        PruneProgress progress = new PruneProgress();
        try (ProgressLine line = ProgressLine.forPeople(options, surroundings, new PruneStatus(progress))) {
            Prune prune = new Prune(open, lock, request, progress);
            PrunePlan plan = prune.plan();
            text.plan(line, plan, dryRun);
            if (request.grace() != null) {
                MarksText marks = new MarksText(
                        plan.figures().marks(), surroundings.client().zone());
                if (isJson) {
                    line.println(surroundings.out(), marks.json(dryRun));
                } else if (verbosity > 0) {
                    line.println(surroundings.out(), marks.text());
                }
            }
            if (!dryRun) {
                run(prune, plan, line);
                text.done(line);
            }
        }
    }

    private void run(Prune prune, PrunePlan plan, ProgressLine line) {
        try {
            prune.run(plan);
        } catch (StorageFull e) {
            line.println(
                    surroundings.err(),
                    "hint: nothing that a snapshot needs is lost; `holdfast prune --max-repack-size 0` only deletes");
            throw e;
        }
    }
}
