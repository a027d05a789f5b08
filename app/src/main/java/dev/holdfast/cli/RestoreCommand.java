package dev.holdfast.cli;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.files.NotKept;
import dev.holdfast.engine.filter.AttributeSelection;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.op.Overwrite;
import dev.holdfast.engine.op.Restore;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a snapshot back. */
@Command(name = "restore", description = "Restores a snapshot, or a folder of one, into a folder.")
final class RestoreCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Parameters(paramLabel = "SNAPSHOT[:FOLDER]", arity = "0..*", description = "an id, or latest")
    List<String> snapshots = List.of();

    @Option(
            names = {"-t", "--target"},
            paramLabel = "FOLDER",
            description = "where to restore to; made if missing")
    @Nullable
    String target;

    @Mixin
    SelectionOptions patterns = new SelectionOptions();

    @Option(
            names = "--include-xattr",
            paramLabel = "PATTERN",
            description = "restore only extended attributes whose names match, such as user.*")
    List<String> includeAttributes = List.of();

    @Option(
            names = "--exclude-xattr",
            paramLabel = "PATTERN",
            description = "leave extended attributes alone whose names match")
    List<String> excludeAttributes = List.of();

    @Option(
            names = "--overwrite",
            paramLabel = "WHEN",
            description = "what is there already is overwritten: always, if-changed, if-newer or never"
                    + " (default: always)")
    @Nullable
    String overwrite;

    @Option(names = "--delete", description = "delete what the snapshot does not have")
    boolean delete;

    @Option(names = "--sparse", description = "make holes where files have zeros")
    boolean sparse;

    @Option(names = "--verify", description = "read what was restored and compare")
    boolean verify;

    @Option(
            names = {"-n", "--dry-run"},
            description = "only tell what would be done")
    boolean dryRun;

    @Option(names = "--ownership-by-name", description = "find owners by their names, not by their numbers")
    boolean ownershipByName;

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String wanted = snapshot();
        ByteString folder = folder();
        Selection selection = patterns.selection(surroundings);
        AttributeSelection attributes = AttributeSelection.of(bytes(includeAttributes), bytes(excludeAttributes));
        Overwrite rule = overwrite();
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false);
                RestoreReport report = RestoreReport.of(repository, surroundings)) {
            SnapshotFolder found = filter.folder(open, wanted, surroundings);
            report.begin(repository, surroundings, found, folder.toString());
            NotKept.note().ifPresent(surroundings.err()::println);
            noteContentOf(folder, report);
            Restore.Request request = new Restore.Request(
                    found.tree(),
                    folder,
                    selection,
                    attributes,
                    rule,
                    delete,
                    sparse,
                    verify,
                    dryRun,
                    ownershipByName,
                    Runtime.getRuntime().availableProcessors() + 1);
            try {
                return report.finish(new Restore(open, request).run(report));
            } catch (Interrupted e) {
                report.interrupted();
                return Advice.INTERRUPTED;
            }
        }
    }

    private String snapshot() {
        if (snapshots.size() != 1) {
            throw new InvalidRequest(
                    snapshots.isEmpty() ? "no snapshot was named" : "more than one snapshot was named",
                    "name one, such as latest, or see what there is with `holdfast snapshots`");
        }
        return snapshots.getFirst();
    }

    private ByteString folder() {
        if (target == null || target.isEmpty()) {
            throw new InvalidRequest("no folder to restore to was named", "name it with --target");
        }
        if (dryRun && verify) {
            throw new InvalidRequest("--dry-run and --verify exclude each other", "give one of them");
        }
        return LocalFiles.absolute(surroundings.workingDirectory(), Arguments.bytes(target));
    }

    /** What lies in the target is overwritten, as restic does; whoever says nothing of it may not know. */
    private void noteContentOf(ByteString folder, RestoreReport report) {
        if (overwrite != null || dryRun || !hasEntries(folder)) {
            return;
        }
        report.note("the target " + folder + " is not empty: files of the same names are overwritten, others "
                + (delete ? "are deleted" : "stay")
                + "; to keep what is there, use --overwrite never or if-newer"
                + (delete ? " without --delete" : ""));
    }

    private static boolean hasEntries(ByteString folder) {
        try (Stream<Path> entries = Files.list(Path.of(folder.toString()))) {
            return entries.findAny().isPresent();
        } catch (IOException | InvalidPathException e) {
            // What is wrong with the target is told by the restore; one that Java can't name is not looked into.
            return false;
        }
    }

    private Overwrite overwrite() {
        return switch (overwrite == null ? "always" : overwrite) {
            case "always" -> Overwrite.ALWAYS;
            case "if-changed" -> Overwrite.IF_CHANGED;
            case "if-newer" -> Overwrite.IF_NEWER;
            case "never" -> Overwrite.NEVER;
            default ->
                throw new InvalidRequest(
                        "--overwrite " + overwrite + " is no rule", "use always, if-changed, if-newer or never");
        };
    }

    private static List<ByteString> bytes(List<String> words) {
        return words.stream().map(Arguments::bytes).toList();
    }
}
