package dev.holdfast.cli;

import dev.holdfast.engine.op.Restore;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.util.Locale;

/** Tells how a restore goes, as restic's JSON messages. */
final class RestoreJsonReport extends RestoreReport {
    RestoreJsonReport(Surroundings surroundings, int verbosity) {
        super(surroundings, verbosity);
    }

    @Override
    void opened(SnapshotFolder folder, String target) {}

    @Override
    ProgressLine line(RepositoryOptions options, Surroundings surroundings) {
        return ProgressLine.forPrograms(options, surroundings, this::status);
    }

    private String status() {
        return new JsonLine()
                .text("message_type", "status")
                .numberIfAny("seconds_elapsed", elapsed().toSeconds())
                .fraction("percent_done", share())
                .numberIfAny("total_files", entries())
                .numberIfAny("files_restored", entriesDone())
                .numberIfAny("files_skipped", entriesSkipped())
                .numberIfAny("files_deleted", entriesDeleted())
                .numberIfAny("total_bytes", bytes())
                .numberIfAny("bytes_restored", bytesDone())
                .numberIfAny("bytes_skipped", bytesSkipped())
                .toString();
    }

    @Override
    protected void problem(Problem problem) {
        count();
        complain(new JsonLine()
                .text("message_type", "error")
                .raw("error", new JsonLine().text("message", problem.reason()).toString())
                .text("during", "restore")
                .text("item", problem.item()));
    }

    @Override
    void note(String what) {
        complain(new JsonLine().text("message_type", "note").text("message", what));
    }

    @Override
    protected void item(Item item) {
        println(new JsonLine()
                .text("message_type", "verbose_status")
                .text("action", item.action().name().toLowerCase(Locale.ROOT))
                .text("item", path(item))
                .number("size", item.size()));
    }

    @Override
    int finish(Restore.Result result) {
        close();
        println(new JsonLine()
                .text("message_type", "summary")
                .numberIfAny("seconds_elapsed", result.duration().toSeconds())
                .numberIfAny("total_files", result.entries())
                .numberIfAny("files_restored", result.entriesDone())
                .numberIfAny("files_skipped", result.entriesSkipped())
                .numberIfAny("files_deleted", result.entriesDeleted())
                .numberIfAny("total_bytes", result.bytes())
                .numberIfAny("bytes_restored", result.bytesDone())
                .numberIfAny("bytes_skipped", result.bytesSkipped()));
        return exitCode(result);
    }

    @Override
    int exitCode(Restore.Result result) {
        if (result.problems() == 0) {
            return 0;
        }
        end(Advice.FAILED, "Fatal: There were " + result.problems() + " errors");
        return Advice.FAILED;
    }

    @Override
    void interrupted() {
        close();
        end(Advice.INTERRUPTED, "interrupted");
    }

    private void end(int code, String message) {
        complain(new JsonLine()
                .text("message_type", "exit_error")
                .number("code", code)
                .text("message", message));
    }
}
