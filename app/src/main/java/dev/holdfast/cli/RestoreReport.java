package dev.holdfast.cli;

import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.op.Restore;
import dev.holdfast.engine.op.RestoreProgress;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells how a restore goes, as text. */
class RestoreReport extends RestoreProgress implements AutoCloseable {
    final int verbosity;
    private final PrintStream out;
    private final PrintStream err;
    private ProgressLine line;
    private String target = "";
    private long start = System.nanoTime();
    private Speed speed = new Speed(start);

    RestoreReport(Surroundings surroundings, int verbosity) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.verbosity = verbosity;
        this.line = ProgressLine.hidden(surroundings);
    }

    static RestoreReport of(RepositoryOptions options, Surroundings surroundings) {
        return options.json
                ? new RestoreJsonReport(surroundings, options.verbosity())
                : new RestoreReport(surroundings, options.verbosity());
    }

    final void begin(RepositoryOptions options, Surroundings surroundings, SnapshotFolder folder, String target) {
        opened(folder, target);
        this.target = target.equals("/") ? "" : target;
        start = System.nanoTime();
        speed = new Speed(start);
        line = line(options, surroundings);
    }

    /** Tells what is restored. */
    void opened(SnapshotFolder folder, String target) {
        if (verbosity >= 1) {
            Snapshot snapshot = folder.snapshot().snapshot();
            String where = folder.path().equals("/") ? "" : Text.safe(folder.path()) + " of ";
            println("restoring " + where + "snapshot " + folder.snapshot().id().shortName() + " of "
                    + Text.safe(snapshot.paths().toString()) + " at "
                    + Text.TIME.format(snapshot.time().dateTime()) + " by "
                    + Text.safe(snapshot.username() + "@" + snapshot.hostname()) + " to " + Text.safe(target));
        }
    }

    ProgressLine line(RepositoryOptions options, Surroundings surroundings) {
        return ProgressLine.forPeople(options, surroundings, this::status);
    }

    private String status(int columns) {
        double rate = sample();
        StringBuilder text = new StringBuilder("[" + Text.duration(elapsed()) + "] ");
        text.append(String.format(Locale.ROOT, "%5.1f%%  ", share() * 100));
        text.append(entriesDone()).append('/').append(entries()).append(" files/dirs, ");
        text.append(Text.shortBytes(bytesDone())).append('/').append(Text.shortBytes(bytes()));
        text.append(", ").append(Text.rate(rate));
        long left = secondsLeft();
        if (left > 0) {
            text.append(", ").append(Text.duration(Duration.ofSeconds(left))).append(" left");
        }
        if (entriesSkipped() > 0) {
            text.append(", skipped ").append(entriesSkipped());
        }
        if (problems() > 0) {
            text.append(", ").append(Text.count(problems(), "error"));
        }
        return Columns.beside(text.toString(), Text.safe(current()), columns);
    }

    /** Takes note of how far the restore is; returns bytes a second. */
    private double sample() {
        speed.add(System.nanoTime(), bytesDone());
        return speed.perSecond();
    }

    final long secondsLeft() {
        return speed.secondsFor(bytes() - bytesDone()).orElse(0);
    }

    final Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** From 0 to 1. */
    final double share() {
        return bytes() <= 0 ? 0 : Math.min(1, (double) bytesDone() / bytes());
    }

    final void println(Object text) {
        line.println(out, text);
    }

    final void complain(Object text) {
        line.println(err, text);
    }

    /** Tells what a person should know before the restore begins. */
    void note(String what) {
        complain("note: " + Text.safe(what));
    }

    @Override
    protected boolean wantsCurrent() {
        return line.isShown();
    }

    @Override
    protected void problem(Problem problem) {
        super.problem(problem);
        complain("error: " + Text.safe(problem.item()) + ": " + Text.safe(problem.reason()));
    }

    @Override
    protected boolean wantsItems() {
        return verbosity >= 3;
    }

    @Override
    protected void item(Item item) {
        String action = String.format(Locale.ROOT, "%-9s ", item.action().name().toLowerCase(Locale.ROOT));
        println(action + Text.safe(path(item)) + (item.size() > 0 ? " with size " + Text.bytes(item.size()) : ""));
    }

    /** In the snapshot; of what is deleted, which the snapshot does not have, on this machine. */
    final String path(Item item) {
        return item.action() == Action.DELETED ? target + item.path() : item.path();
    }

    /** Prints the outcome; returns the exit code. */
    int finish(Restore.Result result) {
        close();
        if (verbosity >= 1) {
            boolean all = result.entriesDone() == result.entries() && result.bytesDone() == result.bytes();
            StringBuilder text = new StringBuilder("Summary: Restored ");
            text.append(
                    all
                            ? result.entriesDone() + " files/dirs (" + Text.bytes(result.bytesDone()) + ")"
                            : result.entriesDone() + " / " + result.entries() + " files/dirs ("
                                    + Text.bytes(result.bytesDone()) + " / " + Text.bytes(result.bytes()) + ")");
            text.append(" in ").append(Text.duration(result.duration()));
            if (result.entriesSkipped() > 0) {
                text.append(", skipped ")
                        .append(result.entriesSkipped())
                        .append(" files/dirs ")
                        .append(Text.bytes(result.bytesSkipped()));
            }
            if (result.entriesDeleted() > 0) {
                text.append(", deleted ").append(result.entriesDeleted()).append(" files/dirs");
            }
            println(text);
            if (result.filesVerified() > 0) {
                println("verified " + Text.count(result.filesVerified(), "file"));
            }
        }
        tellLosses(result);
        return exitCode(result);
    }

    private void tellLosses(Restore.Result result) {
        if (result.ownersNotSet() > 0) {
            complain("warning: owners not restored: " + result.ownersNotSet()
                    + ", which now belong to this user: only root can give files to others");
        }
        if (result.attributesNotSet() > 0) {
            complain("warning: the file system could not keep "
                    + Text.count(result.attributesNotSet(), "extended attribute"));
        }
    }

    int exitCode(Restore.Result result) {
        if (result.problems() == 0) {
            return 0;
        }
        complain("error: " + Text.count(result.problems(), "item") + " not restored as in the snapshot");
        if (repositoryProblems() > 0) {
            complain(
                    "fix:   giving the same command again brings nothing more back while the repository is damaged: run"
                            + " `holdfast check --read-data` to see all of it, and keep other copies; `holdfast repair"
                            + " snapshots --from COPY` takes from one what is lost, and without --from leaves it out");
        }
        if (result.problems() > repositoryProblems()) {
            complain("fix:   see to each " + (repositoryProblems() > 0 ? "other " : "")
                    + "item told above (a folder in the place of a file must be moved away), then give the same"
                    + " command again");
        }
        return Advice.FAILED;
    }

    void interrupted() {
        close();
        complain("interrupted: what was restored so far is kept; run it again to go on");
    }

    @Override
    public final void close() {
        line.close();
    }
}
