package dev.holdfast.run;

import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.engine.tree.Problem;
import java.util.ArrayList;
import java.util.List;

/** Passes the problems of a backup on and keeps the first of them for the report. */
final class RunProgress extends BackupProgress {
    private final RunListener listener;
    private final List<Problem> kept = new ArrayList<>();

    RunProgress(RunListener listener) {
        this.listener = listener;
    }

    @Override
    protected void problem(Problem problem) {
        super.problem(problem);
        synchronized (kept) {
            if (kept.size() < RunReport.MOST_PROBLEMS) {
                kept.add(problem);
            }
        }
        listener.problem(problem);
    }

    @Override
    protected boolean wantsCurrent() {
        return true;
    }

    List<Problem> kept() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }
}
