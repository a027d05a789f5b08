package dev.holdfast.cli;

import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Source;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells how a backup goes, as text. */
class BackupReport extends BackupProgress implements AutoCloseable {
    final PrintStream out;
    final PrintStream err;
    final int verbosity;
    final boolean dryRun;
    private ProgressLine line;
    private @Nullable BackupScan scan;
    private long start;
    private Speed speed = new Speed(0);

    BackupReport(Surroundings surroundings, int verbosity, boolean dryRun) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.verbosity = verbosity;
        this.dryRun = dryRun;
        this.line = ProgressLine.hidden(surroundings);
    }

    static BackupReport of(RepositoryOptions options, Surroundings surroundings, boolean dryRun) {
        return options.json
                ? new BackupJsonReport(surroundings, options.verbosity(), dryRun)
                : new BackupReport(surroundings, options.verbosity(), dryRun);
    }

    /** Tells what the backup is compared with. */
    void opened(Repository repository, @Nullable StoredSnapshot parent) {
        if (verbosity >= 2) {
            println("repository " + repository.config().id().substring(0, 8) + " opened (version "
                    + repository.config().version() + ")");
        }
        if (verbosity >= 1) {
            println(
                    parent == null
                            ? "no parent snapshot found, will read all files"
                            : "using parent snapshot " + parent.id().shortName());
        }
    }

    /**
     * Begins to show progress.
     *
     * @param counted what is counted beside the backup, null for nothing
     */
    final void begin(RepositoryOptions options, Surroundings surroundings, @Nullable Source counted) {
        start = System.nanoTime();
        speed = new Speed(start);
        line = line(options, surroundings);
        if (counted != null && (line.isShown() || verbosity >= 2)) {
            scan = BackupScan.start(counted, this::scanned);
        }
    }

    ProgressLine line(RepositoryOptions options, Surroundings surroundings) {
        return ProgressLine.forPeople(options, surroundings, this::status);
    }

    /** Where the backup is, in one line. */
    private String status(int columns) {
        Progress now = now();
        StringBuilder text = new StringBuilder("[" + Text.duration(now.elapsed()) + "] ");
        if (now.totalBytes() > 0) {
            text.append(String.format(Locale.ROOT, "%5.1f%%  ", now.share() * 100));
        }
        text.append(now.files());
        if (now.totalFiles() > 0) {
            text.append('/').append(now.totalFiles());
        }
        text.append(" files, ").append(Text.shortBytes(now.bytes()));
        if (now.totalBytes() > 0) {
            text.append('/').append(Text.shortBytes(now.totalBytes()));
        }
        text.append(", ").append(Text.rate(now.bytesPerSecond()));
        if (now.secondsLeft() > 0) {
            text.append(", ")
                    .append(Text.duration(Duration.ofSeconds(now.secondsLeft())))
                    .append(" left");
        }
        if (now.problems() > 0) {
            text.append(", ").append(Text.count(now.problems(), "error"));
        }
        return Columns.beside(text.toString(), Text.safe(current()), columns);
    }

    /** Where a backup is; totals are 0 where nothing is counted, and those so far while it is. */
    record Progress(
            Duration elapsed,
            long secondsLeft,
            long files,
            long totalFiles,
            long bytes,
            long totalBytes,
            double bytesPerSecond,
            long problems) {
        /** From 0 to 1. */
        double share() {
            return totalBytes <= 0 ? 0 : Math.min(1, (double) bytes / totalBytes);
        }
    }

    /** Called by one thread, the one that shows it. */
    final Progress now() {
        long nanos = System.nanoTime();
        long bytes = bytes();
        speed.add(nanos, bytes);
        BackupScan counting = scan;
        long totalFiles = counting == null ? 0 : counting.files();
        long totalBytes = counting == null ? 0 : counting.bytes();
        long left = counting != null && counting.isComplete()
                ? speed.secondsFor(totalBytes - bytes).orElse(0)
                : 0;
        return new Progress(
                Duration.ofNanos(nanos - start),
                left,
                files(),
                totalFiles,
                bytes,
                totalBytes,
                speed.perSecond(),
                problems());
    }

    /** Called when everything is counted, by the thread that did it. */
    void scanned(long files, long bytes, Duration time) {
        if (verbosity >= 2) {
            println(String.format(
                    Locale.ROOT,
                    "scan finished in %.3fs: %d files, %s",
                    time.toNanos() / 1e9,
                    files,
                    Text.bytes(bytes)));
        }
    }

    final void println(Object text) {
        line.println(out, text);
    }

    final void complain(Object text) {
        line.println(err, text);
    }

    @Override
    protected boolean wantsCurrent() {
        return line.isShown();
    }

    @Override
    protected void problem(Problem problem) {
        super.problem(problem);
        complain("warning: " + Text.safe(problem.item()) + ": " + Text.safe(problem.reason()));
    }

    @Override
    protected boolean wantsItems() {
        return verbosity >= 3;
    }

    @Override
    protected void item(Item item) {
        String action = switch (item.action()) {
            case NEW -> "new      ";
            case MODIFIED -> "modified ";
            case UNCHANGED -> "unchanged";
        };
        println(action + " " + Text.safe(item.path())
                + (item.action() == Action.UNCHANGED
                        ? ""
                        : ", saved (" + Text.bytes(item.added()) + " added, " + Text.bytes(item.addedStored())
                                + " stored)"));
    }

    /** Prints the outcome; returns the exit code. */
    int finish(Backup.Result result) {
        close();
        if (verbosity >= 1) {
            SnapshotSummary summary = result.summary();
            println("");
            counts("Files:       ", summary.filesNew(), summary.filesChanged(), summary.filesUnmodified());
            counts(
                    "Dirs:        ",
                    summary.directoriesNew(),
                    summary.directoriesChanged(),
                    summary.directoriesUnmodified());
            if (verbosity >= 2) {
                println(String.format(Locale.ROOT, "Data Blobs:  %5d new", summary.dataBlobs()));
                println(String.format(Locale.ROOT, "Tree Blobs:  %5d new", summary.treeBlobs()));
            }
            println((dryRun ? "Would add" : "Added") + " to the repository: " + Text.bytes(summary.dataAdded()) + " ("
                    + Text.bytes(summary.dataAddedPacked()) + " stored)");
            println("");
            println("processed " + Text.count(summary.totalFilesProcessed(), "file") + ", "
                    + Text.bytes(summary.totalBytesProcessed()) + " in " + Text.duration(result.duration()));
            println(result.snapshotId()
                    .map(id -> "snapshot " + id.shortName() + " saved")
                    .orElse(
                            result.wasSkipped()
                                    ? "skipped creating snapshot, since nothing has changed"
                                    : "no snapshot was written"));
        }
        return exitCode(result);
    }

    private void counts(String what, long added, long changed, long unmodified) {
        println(String.format(Locale.ROOT, "%s%5d new, %5d changed, %5d unmodified", what, added, changed, unmodified));
    }

    int exitCode(Backup.Result result) {
        if (result.problems() == 0) {
            return 0;
        }
        complain("warning: " + shortcoming());
        return Advice.INCOMPLETE;
    }

    /** Why a backup with problems has not gone well. */
    final String shortcoming() {
        long lost = problems() - parentProblems();
        return lost == 0
                ? "the backup is complete, but the parent snapshot could not be read whole: run `holdfast check` to see"
                        + " what the repository lacks"
                : "the backup is incomplete: " + Text.count(lost, "item") + " could not be read or kept";
    }

    void interrupted() {
        close();
        complain(interruption());
    }

    final String interruption() {
        return "interrupted: no snapshot was written; what was stored so far (" + Text.bytes(bytes())
                + " read) is kept and will not be stored again by the next backup";
    }

    /** Ends the showing of progress; again does nothing. */
    @Override
    public final void close() {
        if (scan != null) {
            scan.close();
        }
        line.close();
    }
}
