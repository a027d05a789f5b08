package dev.holdfast.cli;

import dev.holdfast.config.Configuration;
import dev.holdfast.config.Problem;
import dev.holdfast.history.RunRecord;
import dev.holdfast.history.Verification;
import dev.holdfast.service.Advice;
import dev.holdfast.service.JobStatus;
import dev.holdfast.service.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells how the jobs stand. */
@Command(
        name = "status",
        description = {
            "Tells how each job stands: its last run, its newest good snapshot, its repository.",
            "Ends with 0, with 3 if a job's last run is incomplete, with 1 if a job needs attention otherwise."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Parameters(paramLabel = "JOB", arity = "0..*", description = "jobs to tell of (default: all)")
    List<String> jobs = List.of();

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<Problem> warnings = new ArrayList<>();
        Optional<Configuration> configuration = config.load(surroundings, warnings);
        if (configuration.isEmpty()) {
            return Advice.FAILED;
        }
        List<JobStatus> all = JobStatus.of(surroundings, configuration.get(), jobs);
        if (config.json) {
            surroundings
                    .out()
                    .println(new JsonLine()
                            .text("message_type", "status")
                            .raw(
                                    "jobs",
                                    JsonLine.array(all.stream().map(this::json).toList())));
        } else {
            print(all);
        }
        return JobStatus.exitCode(all);
    }

    private void print(List<JobStatus> all) {
        Table table =
                new Table("Job", "Last run", "Outcome", "Last good snapshot", "Repository", "Next due", "Verification");
        for (JobStatus status : all) {
            table.row(
                    status.job(),
                    status.lastRun().map(run -> time(run.started())).orElse("never"),
                    status.now().words(),
                    status.lastGood()
                            .map(good -> good.snapshot().substring(0, 8) + ", " + age(good.time()) + " old")
                            .orElse(status.isReachable() ? "never" : "not known"),
                    status.isReachable() ? "reachable" : "not reachable",
                    status.schedule().isEmpty()
                            ? "no schedule"
                            : Text.safe(status.schedule()) + "\n(not run by this version)",
                    verification(status));
        }
        table.print(surroundings.out());
        for (JobStatus status : all) {
            for (String problem : status.problems()) {
                surroundings.out().println("job " + status.job() + ": " + Text.safe(problem));
            }
        }
    }

    /** What was shown, when, and of which snapshot. */
    private String verification(JobStatus status) {
        return status.verification()
                .map(shown -> (shown.isPassed() ? "passed " : "failed ") + time(shown.finished()) + "\n"
                        + shown.restored()
                                .map(back -> (back.isWhole() ? "all of " : "a sample of ")
                                        + Text.safe("%.8s".formatted(shown.snapshot())) + ", "
                                        + Text.count(back.files(), "file") + ", "
                                        + Text.bytes(back.bytes())
                                        + (back.changed() == 0 ? "" : "; " + back.changed() + " not compared"))
                                .orElse("the repository was damaged"))
                .orElse("not run");
    }

    private static String json(Optional<Verification> verification) {
        JsonLine line = new JsonLine()
                .text(
                        "outcome",
                        verification
                                .map(shown -> shown.isPassed() ? "passed" : "failed")
                                .orElse("not run"));
        verification.ifPresent(shown -> {
            line.text("snapshot_id", shown.snapshot())
                    .text("finished", shown.finished().toString());
            Verification.Checked checked = shown.checked();
            line.raw(
                    "checked",
                    new JsonLine()
                            .fraction("seconds", checked.duration().toMillis() / 1e3)
                            .flag("whole", checked.isWhole())
                            .number("bytes", checked.bytes())
                            .number("errors", checked.errors())
                            .toString());
            shown.restored()
                    .ifPresent(back -> line.raw(
                            "restored",
                            new JsonLine()
                                    .fraction("seconds", back.duration().toMillis() / 1e3)
                                    .flag("whole", back.isWhole())
                                    .number("files", back.files())
                                    .number("bytes", back.bytes())
                                    .number("files_compared", back.compared())
                                    .number("changed_since", back.changed())
                                    .number("difference_count", back.differences())
                                    .toString()));
        });
        return line.toString();
    }

    private String time(Instant moment) {
        return Text.TIME.format(moment.atZone(surroundings.zone()));
    }

    /** Such as {@code 3 h} or {@code 12 days}. */
    private String age(Instant moment) {
        Duration age = Duration.between(moment, surroundings.clock().instant());
        if (age.toMinutes() < 2) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
    }

    private JsonLine json(JobStatus status) {
        JsonLine line = new JsonLine()
                .text("job", status.job())
                .text("repository", status.repository())
                .text("outcome", status.now().words())
                .flag("reachable", status.isReachable());
        if (status.snapshots() >= 0) {
            line.number("snapshots", status.snapshots());
        }
        status.lastRun().ifPresent(run -> line.raw("last_run", run(run)));
        status.lastGood()
                .ifPresent(good -> line.text("last_good_snapshot_id", good.snapshot())
                        .text("last_good_time", good.time().toString())
                        .number(
                                "last_good_age_seconds",
                                Duration.between(
                                                good.time(),
                                                surroundings.clock().instant())
                                        .toSeconds()));
        line.text("schedule", status.schedule());
        status.nextDue().ifPresent(due -> line.text("next_due", due.toString()));
        return line.flag("schedule_is_run", false)
                .raw("verification", json(status.verification()))
                .texts("problems", status.problems());
    }

    private static String run(RunRecord run) {
        JsonLine line = new JsonLine().text("started", run.started().toString()).text("host", run.host());
        run.result()
                .ifPresent(result -> line.text("finished", result.finished().toString())
                        .text("outcome", result.outcome())
                        .text("snapshot_id", result.snapshot())
                        .raw("report", result.report()));
        return line.toString();
    }
}
