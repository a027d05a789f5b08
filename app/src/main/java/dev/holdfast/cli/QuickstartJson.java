package dev.holdfast.cli;

import dev.holdfast.engine.tree.Problem;
import dev.holdfast.run.Proof;
import dev.holdfast.run.RunJson;
import dev.holdfast.service.QuickstartReport;
import dev.holdfast.service.QuickstartStep;

/** The outcome of a first backup as one JSON object. */
final class QuickstartJson {
    private QuickstartJson() {}

    static String of(QuickstartReport report) {
        JsonLine line = new JsonLine()
                .text("message_type", "quickstart")
                .flag("proved", report.isProved())
                .number("code", report.exitCode())
                .text("path", report.path())
                .text("job", report.job())
                .text("repository", report.repository())
                .text("password", report.password())
                .text("configuration", report.configuration())
                .raw(
                        "steps",
                        JsonLine.array(report.steps().stream()
                                .map(QuickstartJson::step)
                                .toList()));
        report.run().ifPresent(run -> line.raw("run", RunJson.of(run)));
        report.proof().ifPresent(proof -> line.raw("proof", proof(proof)));
        line.texts("warnings", report.warnings())
                .texts("kept", report.kept())
                .text("restore_command", report.hints().restore())
                .text("restic_restore_command", report.hints().restoreWithRestic())
                .text("show_password_command", report.hints().showPassword())
                .text("next_command", report.hints().again());
        report.failure()
                .ifPresent(failure -> line.raw(
                        "failure",
                        new JsonLine()
                                .text("what", failure.what())
                                .text("fix", failure.fix())
                                .number("code", failure.exitCode())
                                .toString()));
        return line.toString();
    }

    private static JsonLine step(QuickstartStep step) {
        JsonLine line = new JsonLine()
                .text("step", step.phase().key())
                .fraction("seconds", step.duration().toNanos() / 1e9)
                .flag("good", step.isGood());
        if (step instanceof QuickstartStep.Checked checked) {
            line.flag("whole", checked.isWhole())
                    .number("packs_read", checked.result().packsRead())
                    .number("bytes_read", checked.result().bytesRead())
                    .number("errors", checked.result().errors());
        }
        return line;
    }

    private static String proof(Proof proof) {
        return new JsonLine()
                .flag("passed", proof.isPassed())
                .text("snapshot_id", proof.snapshot())
                .text("when", proof.when().toString())
                .flag("whole", proof.isWhole())
                .number("files", proof.files())
                .number("bytes", proof.bytes())
                .number("entries", proof.entries())
                .number("files_compared", proof.compared())
                .number("changed_since", proof.changed())
                .number("difference_count", proof.differenceCount())
                .raw(
                        "differences",
                        JsonLine.array(proof.differences().stream()
                                .map(QuickstartJson::problem)
                                .toList()))
                .texts("notes", proof.notes())
                .toString();
    }

    private static JsonLine problem(Problem problem) {
        return new JsonLine().text("item", problem.item()).text("reason", problem.reason());
    }
}
