package dev.holdfast.cli;

import dev.holdfast.engine.tree.Problem;
import dev.holdfast.run.Phase;
import dev.holdfast.run.Proof;
import dev.holdfast.run.RunReport;
import dev.holdfast.run.RunState;
import dev.holdfast.service.QuickstartListener;
import dev.holdfast.service.QuickstartReport;
import dev.holdfast.service.QuickstartStep;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.util.Locale;

/** Tells a first backup as text: a line for each step, then what the owner needs to know. */
final class QuickstartText implements QuickstartListener {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final StepLine line;

    QuickstartText(Surroundings surroundings, boolean json) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.json = json;
        this.line = new StepLine(surroundings, json);
    }

    @Override
    public void begun(Phase phase, Amount amount) {
        line.begin(phase.words(), amount);
    }

    @Override
    public void done(QuickstartStep step) {
        line.end();
        if (json) {
            return;
        }
        String time = RunText.seconds(step.duration());
        out.printf(Locale.ROOT, "%-22s %8s  %s%n", title(step), time, Text.safe(detail(step)));
        out.flush();
    }

    private static String title(QuickstartStep step) {
        return switch (step) {
            case QuickstartStep.Made made -> made.isNew() ? "repository made" : "repository opened";
            case QuickstartStep.BackedUp _ -> step.isGood() ? "backed up" : "backup failed";
            case QuickstartStep.Checked _ -> step.isGood() ? "checked" : "check failed";
            case QuickstartStep.Proved _ -> step.isGood() ? "restored and compared" : "restore differs";
            case QuickstartStep.Configured _ -> "configuration written";
        };
    }

    private static String detail(QuickstartStep step) {
        return switch (step) {
            case QuickstartStep.Made made -> made.repository();
            case QuickstartStep.BackedUp backedUp ->
                backedUp.run().figures().map(QuickstartText::figures).orElse("");
            case QuickstartStep.Checked checked -> checked(checked);
            case QuickstartStep.Proved proved -> proved(proved.proof());
            case QuickstartStep.Configured configured -> configured.file().toString();
        };
    }

    private static String figures(RunReport.Figures figures) {
        return Text.count(figures.files(), "file") + ", " + Text.bytes(figures.bytes()) + ", "
                + RunText.rate(figures.bytesPerSecond())
                + "; new " + Text.bytes(figures.added()) + ", stored as " + Text.bytes(figures.stored())
                + RunText.ratio(figures);
    }

    private static String checked(QuickstartStep.Checked checked) {
        String read =
                checked.isWhole() ? "every byte in the repository" : "all snapshots, and of the data a random part";
        return read + ": " + Text.bytes(checked.result().bytesRead()) + ", "
                + Text.count(checked.result().errors(), "error");
    }

    private static String proved(Proof proof) {
        String what = proof.isWhole() ? "all of the snapshot: " : "a random sample: ";
        String gone = proof.changed() == 0 ? "" : "; " + proof.changed() + " changed since the backup, not compared";
        return what + Text.count(proof.files(), "file") + ", " + Text.bytes(proof.bytes()) + ", " + equal(proof) + gone;
    }

    private static String equal(Proof proof) {
        if (!proof.isPassed()) {
            return proof.differenceCount() + " differ";
        }
        return proof.notes().isEmpty() ? "equal with all metadata" : "equal but for what the notes say";
    }

    @Override
    public void state(RunState state) {
        if (state instanceof RunState.Working working && working.phase() == Phase.BACK_UP) {
            line.begin(working.progress());
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
        if (!json) {
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

    /** Prints the end: what is proved and how to go on, or what went wrong and what is kept. */
    void finish(QuickstartReport report) {
        line.end();
        report.proof().ifPresent(proof -> proof.notes().forEach(note -> out.println("note: " + Text.safe(note))));
        if (report.failure().isPresent()) {
            failed(report, report.failure().get());
            return;
        }
        out.println();
        report.run()
                .flatMap(RunReport::snapshot)
                .ifPresent(
                        id -> out.println(verdict(report, "snapshot " + id.substring(0, 8) + " of " + report.path())));
        report.run()
                .filter(run -> run.problemCount() > 0)
                .ifPresent(run -> out.println(
                        "It is incomplete: " + Text.count(run.problemCount(), "item") + " could not be read or kept."));
        out.println();
        if (report.password().startsWith("file:")) {
            out.println("The password is in " + Text.safe(report.password().substring("file:".length())) + ".");
        } else {
            out.println("The password comes from " + Text.safe(report.password()) + ".");
        }
        out.println(
                "Whoever has lost it has lost the backup: keep a copy elsewhere, on paper or in a password manager.");
        QuickstartReport.Hints hints = report.hints();
        command("See it:", hints.showPassword());
        command("Bring everything back into ./restored:", hints.restore());
        command("The same with plain restic:", hints.restoreWithRestic());
        command("Make the next snapshot (" + Text.safe(report.configuration()) + " says of what):", hints.again());
    }

    /** Claims what was shown and no more. */
    private static String verdict(QuickstartReport report, String snapshot) {
        boolean whole = report.proof().filter(Proof::isWhole).isPresent();
        if (!report.isProved()) {
            return Text.safe("Not proved: " + snapshot + ".");
        }
        if (report.isIncomplete()) {
            return Text.safe(
                    "Incomplete: " + snapshot
                            + " lacks what could not be read or kept; what is in it was brought back and is equal to its source.");
        }
        String rest = report.proof().filter(proof -> proof.changed() > 0).isPresent()
                ? ", but for what was changed since, which is as it was stored."
                : ".";
        return Text.safe(
                whole
                        ? "Proved: " + snapshot + " was brought back and is equal to its source" + rest
                        : "Proved: a random sample of " + snapshot + " was brought back and is equal to its source"
                                + rest);
    }

    private void command(String title, String command) {
        if (!command.isEmpty()) {
            out.println();
            out.println(title);
            out.println("  " + command);
        }
    }

    private void failed(QuickstartReport report, RunReport.Failure failure) {
        out.flush();
        complain("error: " + Text.safe(failure.what()));
        complain("fix:   " + Text.safe(failure.fix()));
        report.kept().forEach(thing -> complain("kept:  " + Text.safe(thing)));
    }
}
