package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells how a backup goes, as restic's JSON messages. */
final class BackupJsonReport extends BackupReport {
    BackupJsonReport(Surroundings surroundings, int verbosity) {
        super(surroundings, verbosity);
    }

    @Override
    void begin(Repository repository, @Nullable StoredSnapshot parent, List<ByteString> targets) {}

    @Override
    protected void problem(Problem problem) {
        count();
        synchronized (err) {
            err.println(new JsonLine()
                    .text("message_type", "error")
                    .raw("error", new JsonLine().text("message", problem.reason()).toString())
                    .text("during", "archival")
                    .text("item", problem.item()));
        }
    }

    @Override
    protected void item(Item item) {
        synchronized (out) {
            out.println(new JsonLine()
                    .text("message_type", "verbose_status")
                    .text("action", item.action().name().toLowerCase(Locale.ROOT))
                    .text("item", item.path())
                    .fraction("duration", 0)
                    .number("data_size", item.isDirectory() ? 0 : item.added())
                    .number("data_size_in_repo", item.isDirectory() ? 0 : item.addedStored())
                    .number("metadata_size", item.isDirectory() ? item.added() : 0)
                    .number("metadata_size_in_repo", item.isDirectory() ? item.addedStored() : 0)
                    .number("total_files", 0));
        }
    }

    @Override
    int finish(Backup.Result result) {
        SnapshotSummary summary = result.summary();
        JsonLine line = new JsonLine().text("message_type", "summary");
        if (result.id() == null && !result.wasSkipped()) {
            line.flag("dry_run", true);
        }
        line.number("files_new", summary.filesNew())
                .number("files_changed", summary.filesChanged())
                .number("files_unmodified", summary.filesUnmodified())
                .number("dirs_new", summary.directoriesNew())
                .number("dirs_changed", summary.directoriesChanged())
                .number("dirs_unmodified", summary.directoriesUnmodified())
                .number("data_blobs", summary.dataBlobs())
                .number("tree_blobs", summary.treeBlobs())
                .number("data_added", summary.dataAdded())
                .number("data_added_packed", summary.dataAddedPacked())
                .number("total_files_processed", summary.totalFilesProcessed())
                .number("total_bytes_processed", summary.totalBytesProcessed())
                .fraction("total_duration", result.duration().toNanos() / 1e9)
                .text("backup_start", summary.backupStart().dateTime().toString())
                .text("backup_end", summary.backupEnd().dateTime().toString());
        result.snapshotId().ifPresent(id -> line.text("snapshot_id", id.toString()));
        synchronized (out) {
            out.println(line);
        }
        return result.problems() == 0 ? 0 : Advice.INCOMPLETE;
    }

    @Override
    void interrupted() {
        err.println(new JsonLine()
                .text("message_type", "exit_error")
                .number("code", Advice.INTERRUPTED)
                .text("message", "interrupted"));
    }
}
