package dev.holdfast.cli;

import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells how a backup goes, as restic's JSON messages. */
final class BackupJsonReport extends BackupReport {
    BackupJsonReport(Surroundings surroundings, int verbosity, boolean dryRun) {
        super(surroundings, verbosity, dryRun);
    }

    @Override
    void opened(Repository repository, @Nullable StoredSnapshot parent) {}

    @Override
    ProgressLine line(RepositoryOptions options, Surroundings surroundings) {
        return ProgressLine.forPrograms(options, surroundings, this::status);
    }

    private String status() {
        Progress now = now();
        JsonLine json = new JsonLine()
                .text("message_type", "status")
                .numberIfAny("seconds_elapsed", now.elapsed().toSeconds())
                .numberIfAny("seconds_remaining", now.secondsLeft())
                .fraction("percent_done", now.share())
                .numberIfAny("total_files", now.totalFiles())
                .numberIfAny("files_done", now.files())
                .numberIfAny("total_bytes", now.totalBytes())
                .numberIfAny("bytes_done", now.bytes())
                .numberIfAny("error_count", now.problems());
        List<String> current = currentFiles();
        if (!current.isEmpty()) {
            json.texts("current_files", current);
        }
        return json.toString();
    }

    @Override
    void scanned(long files, long bytes, Duration time) {
        if (verbosity >= 2) {
            println(verbose("scan_finished", "", time)
                    .number("data_size", bytes)
                    .number("data_size_in_repo", 0)
                    .number("metadata_size", 0)
                    .number("metadata_size_in_repo", 0)
                    .number("total_files", files));
        }
    }

    private static JsonLine verbose(String action, String item, Duration time) {
        return new JsonLine()
                .text("message_type", "verbose_status")
                .text("action", action)
                .text("item", item)
                .fraction("duration", time.toNanos() / 1e9);
    }

    @Override
    protected void problem(Problem problem) {
        count();
        complain(new JsonLine()
                .text("message_type", "error")
                .raw("error", new JsonLine().text("message", problem.reason()).toString())
                .text("during", "archival")
                .text("item", problem.item()));
    }

    @Override
    protected boolean wantsItems() {
        return verbosity >= 2;
    }

    @Override
    protected void item(Item item) {
        println(verbose(item.action().name().toLowerCase(Locale.ROOT), item.path(), Duration.ZERO)
                .number("data_size", item.isDirectory() ? 0 : item.added())
                .number("data_size_in_repo", item.isDirectory() ? 0 : item.addedStored())
                .number("metadata_size", item.isDirectory() ? item.added() : 0)
                .number("metadata_size_in_repo", item.isDirectory() ? item.addedStored() : 0)
                .number("total_files", 0));
    }

    @Override
    int finish(Backup.Result result) {
        close();
        SnapshotSummary summary = result.summary();
        JsonLine line = new JsonLine()
                .text("message_type", "summary")
                .number("files_new", summary.filesNew())
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
                .raw("backup_start", time(summary.backupStart()))
                .raw("backup_end", time(summary.backupEnd()));
        result.snapshotId().ifPresent(id -> line.text("snapshot_id", id.toString()));
        if (dryRun) {
            if (!result.wasSkipped()) {
                // Programs expect an id; as in restic, no snapshot has it. It is the tree's.
                line.text("snapshot_id", result.snapshot().tree().toString());
            }
            line.flag("dry_run", true);
        }
        println(line);
        if (result.problems() == 0) {
            return 0;
        }
        complain(new JsonLine()
                .text("message_type", "exit_error")
                .number("code", Advice.INCOMPLETE)
                .text("message", "Warning: " + shortcoming()));
        return Advice.INCOMPLETE;
    }

    /** As Go writes it, whatever the fraction of the second is. */
    private static String time(Timestamp time) {
        JsonBytes json = new JsonBytes(64);
        json.time(time);
        return json.toString();
    }

    @Override
    void interrupted() {
        close();
        complain(new JsonLine()
                .text("message_type", "exit_error")
                .number("code", Advice.INTERRUPTED)
                .text("message", interruption()));
    }
}
