package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells how a backup goes, as text. */
class BackupReport extends BackupProgress implements AutoCloseable {
    final PrintStream out;
    final PrintStream err;
    final int verbosity;

    BackupReport(Surroundings surroundings, int verbosity) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.verbosity = verbosity;
    }

    static BackupReport of(RepositoryOptions options, Surroundings surroundings) {
        return options.json
                ? new BackupJsonReport(surroundings, options.verbosity())
                : new BackupReport(surroundings, options.verbosity());
    }

    void begin(Repository repository, @Nullable StoredSnapshot parent, List<ByteString> targets) {
        if (verbosity >= 2) {
            out.println("repository " + repository.config().id().substring(0, 8) + " opened (version "
                    + repository.config().version() + ")");
        }
        if (verbosity >= 1) {
            out.println(
                    parent == null
                            ? "no parent snapshot found, will read all files"
                            : "using parent snapshot " + parent.id().shortName());
        }
    }

    @Override
    protected void problem(Problem problem) {
        super.problem(problem);
        synchronized (err) {
            err.println("warning: " + Text.safe(problem.item()) + ": " + problem.reason());
        }
    }

    @Override
    protected boolean wantsItems() {
        return verbosity >= 3;
    }

    @Override
    protected void item(Item item) {
        String action =
                switch (item.action()) {
                    case NEW -> "new      ";
                    case MODIFIED -> "modified ";
                    case UNCHANGED -> "unchanged";
                };
        synchronized (out) {
            out.println(action + " " + Text.safe(item.path()) + ", added " + Text.bytes(item.added()));
        }
    }

    /** Prints the outcome; returns the exit code. */
    int finish(Backup.Result result) {
        if (verbosity >= 1) {
            SnapshotSummary summary = result.summary();
            out.println();
            out.printf(
                    "Files:       %5d new, %5d changed, %5d unmodified%n",
                    summary.filesNew(), summary.filesChanged(), summary.filesUnmodified());
            out.printf(
                    "Dirs:        %5d new, %5d changed, %5d unmodified%n",
                    summary.directoriesNew(), summary.directoriesChanged(), summary.directoriesUnmodified());
            out.println("Added to the repository: " + Text.bytes(summary.dataAdded()) + " ("
                    + Text.bytes(summary.dataAddedPacked()) + " stored)");
            out.println();
            out.println("processed " + summary.totalFilesProcessed() + " files, "
                    + Text.bytes(summary.totalBytesProcessed()) + " in " + Text.duration(result.duration()));
            out.println(
                    result.snapshotId()
                            .map(id -> "snapshot " + id.shortName() + " saved")
                            .orElse("no snapshot was written"));
        }
        return exitCode(result);
    }

    int exitCode(Backup.Result result) {
        if (result.problems() == 0) {
            return 0;
        }
        err.println("warning: the backup is incomplete: " + result.problems() + " items could not be read");
        return Advice.INCOMPLETE;
    }

    void interrupted() {
        err.println("interrupted: no snapshot was written; what was stored so far (" + Text.bytes(bytes())
                + " read) is kept and will not be stored again by the next backup");
    }

    @Override
    public void close() {}
}
