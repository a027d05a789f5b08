package dev.holdfast.cli;

import dev.holdfast.engine.tree.Problem;
import dev.holdfast.run.Phase;
import dev.holdfast.run.RunListener;
import dev.holdfast.run.RunReport;
import dev.holdfast.run.RunState;
import dev.holdfast.service.QuickstartListener.Amount;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells a run as text while it goes and when it is over. */
final class RunText implements RunListener {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final boolean quiet;
    private final StepLine line;

    RunText(Surroundings surroundings, boolean json, boolean quiet) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.json = json;
        this.quiet = quiet;
        this.line = new StepLine(surroundings, json || quiet);
    }

    @Override
    public void state(RunState state) {
        if (json) {
            return;
        }
        switch (state) {
            case RunState.Working working when working.phase() == Phase.BACK_UP -> line.begin(working.progress());
            case RunState.Working working -> line.begin(working.phase().words(), Amount.UNKNOWN);
            case RunState.Ended(RunReport report) -> {
                line.end();
                ended(report);
            }
        }
    }

    @Override
    public void problem(Problem problem) {
        if (!json) {
            complain("warning: " + Text.safe(problem.item()) + ": " + Text.safe(problem.reason()));
        }
    }

    @Override
    public void warning(String what) {
        if (!json && !quiet) {
            complain("warning: " + Text.safe(what));
        }
    }

    @Override
    public void said(String words) {
        complain(Text.safe(words));
    }

    private void complain(String text) {
        line.println(err, text);
    }

    private void ended(RunReport report) {
        if (!quiet) {
            print(report);
        }
        report.failure().ifPresent(failure -> {
            out.flush();
            complain("error: job " + report.job() + ": " + Text.safe(failure.what()));
            complain("fix:   " + Text.safe(failure.fix()));
        });
        if (report.outcome() == RunReport.Outcome.INCOMPLETE) {
            out.flush();
            complain("warning: job " + report.job() + " is incomplete: " + Text.count(report.problemCount(), "item")
                    + " could not be read or kept");
        }
    }

    private void print(RunReport report) {
        out.println("job " + report.job() + " to " + Text.safe(report.repository()));
        for (RunReport.PhaseTime phase : report.phases()) {
            out.printf(Locale.ROOT, "  %-10s %s%n", phase.phase().words(), seconds(phase.duration()));
        }
        for (RunReport.SourceFigures source : report.sources()) {
            out.println("  " + source.kind() + " " + Text.safe(source.name()) + ": "
                    + Text.count(source.files(), "file") + ", " + Text.bytes(source.bytes()));
        }
        report.figures().ifPresent(figures -> {
            out.println("  " + Text.count(figures.files(), "file") + " (" + figures.newFiles() + " new, "
                    + figures.changedFiles() + " changed), " + Text.bytes(figures.bytes()) + ", "
                    + rate(figures.bytesPerSecond()));
            out.println("  added " + Text.bytes(figures.added()) + ", stored " + Text.bytes(figures.stored())
                    + ratio(figures));
        });
        report.snapshot()
                .ifPresent(id -> out.println("  snapshot " + id.substring(0, 8) + ", "
                        + report.outcome().word() + ", " + seconds(report.duration())));
    }

    /** Such as {@code 12.3 s}. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toNanos() / 1e9);
    }

    static String rate(double bytesPerSecond) {
        return Text.bytes((long) bytesPerSecond) + "/s";
    }

    /** Such as {@code  (ratio 2.5)}; nothing where nothing was added. */
    static String ratio(RunReport.Figures figures) {
        return figures.stored() == 0 ? "" : String.format(Locale.ROOT, " (ratio %.2f)", figures.ratio());
    }
}
