package dev.holdfast.cli;

import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.op.Diff;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.op.SnapshotPath;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two snapshots. */
@Command(
        name = "diff",
        description = {
            "Tells how two snapshots differ.",
            "+ added, - removed, M other content, T other type, U other metadata, ? other content but the same metadata"
        })
final class DiffCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Parameters(paramLabel = "SNAPSHOT[:FOLDER]", arity = "0..*", description = "the older and the newer one")
    List<String> snapshots = List.of();

    @Option(names = "--metadata", description = "tell entries of which only metadata changed too")
    boolean metadata;

    DiffCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (snapshots.size() != 2) {
            throw new InvalidRequest("diff needs two snapshots", "name two, such as 1a2b3c4d latest");
        }
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            SnapshotFolder from = folder(open, snapshots.get(0));
            SnapshotFolder to = folder(open, snapshots.get(1));
            if (!repository.json && !repository.quiet) {
                surroundings
                        .out()
                        .println("comparing snapshot " + from.snapshot().id().shortName() + " to "
                                + to.snapshot().id().shortName() + ":");
                surroundings.out().println();
            }
            PathLines lines = new PathLines(surroundings);
            Diff.Options options =
                    new Diff.Options(metadata, Runtime.getRuntime().availableProcessors() + 1);
            Diff.Result result = new Diff(open, options, change -> print(lines, change)).run(from.tree(), to.tree());
            if (repository.json) {
                surroundings.out().println(statistics(from, to, result));
            } else if (!repository.quiet) {
                print(result);
            }
        }
        return 0;
    }

    private SnapshotFolder folder(Repository open, String wanted) {
        return repository.configured.folder(open, wanted, repository.configured.snapshots(surroundings), surroundings);
    }

    private void print(PathLines lines, Diff.Change change) {
        if (repository.json) {
            JsonBytes path = new JsonBytes(256);
            path.text(change.shownPath());
            lines.println(new JsonLine()
                    .text("message_type", "change")
                    .raw("path", path.toString())
                    .text("modifier", change.modifier()));
        } else {
            lines.print(String.format(Locale.ROOT, "%-5s", change.modifier()), change.shownPath());
        }
    }

    private JsonLine statistics(SnapshotFolder from, SnapshotFolder to, Diff.Result result) {
        return new JsonLine()
                .text("message_type", "statistics")
                .text("source_snapshot", named(snapshots.get(0), from))
                .text("target_snapshot", named(snapshots.get(1), to))
                .number("changed_files", result.changedFiles())
                .raw("added", side(result.added()))
                .raw("removed", side(result.removed()));
    }

    /** As it was typed, as in restic, which knows no {@code latest} here: that names another snapshot tomorrow. */
    private static String named(String typed, SnapshotFolder found) {
        return SnapshotPath.parse(typed).snapshot().equals("latest")
                ? found.snapshot().id() + typed.substring("latest".length())
                : typed;
    }

    private static String side(Diff.Side side) {
        return new JsonLine()
                .number("files", side.files())
                .number("dirs", side.directories())
                .number("others", side.others())
                .number("data_blobs", side.dataBlobs())
                .number("tree_blobs", side.treeBlobs())
                .number("bytes", side.bytes())
                .toString();
    }

    private void print(Diff.Result result) {
        PrintStream out = surroundings.out();
        Diff.Side added = result.added();
        Diff.Side removed = result.removed();
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "Files:       %5d new, %5d removed, %5d changed",
                added.files(),
                removed.files(),
                result.changedFiles()));
        line("Dirs:        ", added.directories(), removed.directories());
        line("Others:      ", added.others(), removed.others());
        line("Data Blobs:  ", added.dataBlobs(), removed.dataBlobs());
        line("Tree Blobs:  ", added.treeBlobs(), removed.treeBlobs());
        out.println("  Added:   " + Text.bytes(added.bytes()));
        out.println("  Removed: " + Text.bytes(removed.bytes()));
    }

    private void line(String what, long added, long removed) {
        surroundings.out().println(String.format(Locale.ROOT, "%s%5d new, %5d removed", what, added, removed));
    }
}
