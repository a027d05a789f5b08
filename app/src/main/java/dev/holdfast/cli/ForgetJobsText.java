package dev.holdfast.cli;

import dev.holdfast.service.Advice;
import dev.holdfast.service.ForgetReport;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;

/** What came of the retention of jobs, told; {@link ForgetText} tells what of it is restic's. */
final class ForgetJobsText {
    private final Surroundings surroundings;
    private final RepositoryOptions options;
    private final ForgetText text;

    ForgetJobsText(Surroundings surroundings, RepositoryOptions options, ForgetText text) {
        this.surroundings = surroundings;
        this.options = options;
        this.text = text;
    }

    void tell(List<ForgetReport> reports, boolean dryRun) {
        List<String> groups = new ArrayList<>();
        for (ForgetReport report : reports) {
            report.group().ifPresent(group -> groups.add(ForgetText.json(group)));
            tell(report, dryRun);
        }
        if (options.json) {
            surroundings.out().println("[" + String.join(",", groups) + "]");
        }
    }

    private void tell(ForgetReport report, boolean dryRun) {
        if (!options.json && options.verbosity() > 0) {
            surroundings
                    .out()
                    .println("job " + report.job() + (report.policy().isEmpty() ? "" : ": " + report.policy()));
        }
        report.warnings()
                .forEach(warning ->
                        surroundings.err().println("warning: job " + report.job() + ": " + Text.safe(warning)));
        report.group().ifPresent(group -> {
            text.tell(group.division());
            if (dryRun) {
                text.wouldDelete(group.division().removedIds());
            } else {
                text.ended(report.deleted(), report.failures());
            }
        });
        report.failure().ifPresent(advice -> tell(report.job(), advice));
    }

    private void tell(String job, Advice advice) {
        if (options.json) {
            surroundings
                    .err()
                    .println(new JsonLine()
                            .text("message_type", "error")
                            .text("job", job)
                            .text("message", advice.what())
                            .text("fix", advice.fix()));
        } else {
            surroundings.err().println("error: job " + job + ": " + Text.safe(advice.what()));
            surroundings.err().println("fix:   " + Text.safe(advice.fix()));
        }
    }
}
