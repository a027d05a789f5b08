package dev.holdfast.run;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.PlainTarget;
import dev.holdfast.engine.filter.AttributeSelection;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SourceUnreachable;
import dev.holdfast.engine.model.EngineException.SystemFailure;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Overwrite;
import dev.holdfast.engine.op.Restore;
import dev.holdfast.engine.op.RestoreProgress;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Source;
import dev.holdfast.source.command.CommandOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Restores a sample of a snapshot into a folder of its own, compares it with the files that it was made from, and removes it
 * again.
 */
public final class RestoreTest {
    private static final long SPARE_BYTES = 8 << 20;
    private static final int THREADS = Runtime.getRuntime().availableProcessors() + 1;

    private final Repository repository;
    private final Request request;
    private final Findings findings = new Findings();
    private final RestoreProgress progress = new Told(findings);

    /**
     * What to restore.
     *
     * @param folders of which the first with enough room gets a temporary folder
     * @param mostBytes more are not restored, unless a single file has more
     * @param mostEntries more are not restored
     * @param ownersCompared whether this user can give files away
     * @param random chooses the sample
     */
    public record Request(
            StoredSnapshot snapshot,
            List<Path> folders,
            long mostBytes,
            int mostEntries,
            boolean ownersCompared,
            RandomGenerator random) {
        public Request {
            folders = List.copyOf(folders);
        }
    }

    public RestoreTest(Repository repository, Request request) {
        this.repository = repository;
        this.request = request;
    }

    /** Where the restore is. */
    public RestoreProgress progress() {
        return progress;
    }

    /** Restores, compares, and removes what was restored; once. */
    public Proof run() {
        Sample sample = Sample.of(
                repository,
                request.snapshot().snapshot().tree(),
                new Sample.Limit(request.mostBytes(), request.mostEntries()),
                request.random());
        Path temporary = temporaryFolder(folderWithRoom(sample.bytes()));
        try {
            return prove(sample, ByteString.of(temporary.toString()));
        } finally {
            remove(temporary);
        }
    }

    private Path folderWithRoom(long bytes) {
        long needed = bytes + bytes / 8 + SPARE_BYTES;
        for (Path folder : request.folders()) {
            try {
                // Not by its FileStore: that needs a line in the list of mounts, and under chroot there is none.
                if (Files.createDirectories(folder).toFile().getUsableSpace() >= needed) {
                    return folder;
                }
            } catch (IOException asGoodAsFull) {
                // If no folder is better, that is told below.
            }
        }
        throw new InvalidRequest(
                "there is no room to restore " + bytes + " bytes to in "
                        + String.join(
                                " or ",
                                request.folders().stream().map(Path::toString).toList()),
                "name a folder with more room in TMPDIR, then run again");
    }

    private static Path temporaryFolder(Path folder) {
        try {
            return Files.createTempDirectory(folder, "holdfast-restore-test-").toRealPath();
        } catch (IOException e) {
            throw new SystemFailure(
                    "no temporary folder can be made in " + folder + ": " + SystemError.reason(e), folder, e);
        }
    }

    private Proof prove(Sample sample, ByteString target) {
        Restore.Result restored;
        try (RepositoryLock lock = RepositoryLock.acquireToRead(repository, false)) {
            restored = new Restore(repository, restore(sample, target)).run(progress);
            lock.ensureHeld();
        }
        Comparison comparison = new Comparison(
                sample.entries(),
                new Comparison.Rules(request.ownersCompared(), restored.attributesNotSet() == 0, Posix.isSupported()),
                findings,
                this::files);
        comparison.readRestored(target);
        readSources(sample, comparison);
        comparison.finish();
        if (!request.ownersCompared()) {
            findings.note("owners are not compared: only root can restore them");
        }
        if (!Posix.isSupported()) {
            findings.note("hard links are not compared: on this system each name is restored as a file of its own");
        }
        if (restored.attributesNotSet() > 0) {
            findings.note("extended attributes are not compared: the temporary folder's file system can't keep them");
        }
        List<Problem> renamed = comparison.renamed();
        if (!renamed.isEmpty()) {
            Problem first = renamed.getFirst();
            findings.note("extended attributes that have another name than in the source: " + renamed.size()
                    + ", since a snapshot holds their names in UTF-8 only. The first: " + first.item() + ", "
                    + first.reason());
        }
        return new Proof(
                request.snapshot().id().toString(),
                repository.client().clock().instant(),
                sample.isWhole(),
                sample.files(),
                sample.bytes(),
                sample.entries().size(),
                comparison.compared(),
                comparison.changed(),
                findings.kept(),
                findings.count(),
                findings.notes());
    }

    private Restore.Request restore(Sample sample, ByteString target) {
        Selection selection = sample.isWhole()
                ? Selection.ALL
                : Selection.of(new Selection.Patterns(sample.patterns(), List.of(), List.of(), List.of()));
        return new Restore.Request(
                request.snapshot().snapshot().tree(),
                target,
                selection,
                AttributeSelection.ALL,
                Overwrite.ALWAYS,
                false,
                false,
                true,
                false,
                false,
                THREADS);
    }

    private void readSources(Sample sample, Comparison comparison) {
        List<ByteString> paths = sample.isWhole()
                ? request.snapshot().snapshot().paths().stream()
                        .map(ByteString::of)
                        .toList()
                : sample.entries().keySet().stream().map(path -> path.bytes()).toList();
        ByteString own = ByteString.of("/").concat(CommandOutputs.FOLDER).concat(ByteString.of("/"));
        List<ByteString> files =
                paths.stream().filter(path -> !startsWith(path, own)).toList();
        if (files.isEmpty()) {
            return;
        }
        try {
            comparison.readSource(files);
        } catch (SourceUnreachable e) {
            // All of it is gone or closed to this user since: what the comparison did not meet counts as changed.
            return;
        }
    }

    private static boolean startsWith(ByteString path, ByteString prefix) {
        return path.length() >= prefix.length()
                && ByteString.copyOf(path.toBytes(), 0, prefix.length()).equals(prefix);
    }

    private Source files(List<ByteString> paths) {
        return LocalFiles.of(
                paths,
                Exclusions.builder(),
                new LocalFiles.Options(
                        ByteString.of("/"), false, repository.client().zone()));
    }

    private static void remove(Path folder) {
        ByteString parent = ByteString.of(String.valueOf(folder.getParent()));
        try {
            if (Posix.isSupported()) {
                try (LocalTarget target = LocalTarget.open(parent, false, AttributeSelection.ALL)) {
                    target.clear(target.root(), ByteString.of(String.valueOf(folder.getFileName())), true);
                }
            } else {
                PlainTarget.open(parent, false, AttributeSelection.ALL).removeAll(folder, false, (_, _) -> {});
            }
        } catch (IOException e) {
            throw new SystemFailure(
                    "the temporary folder " + folder + " can't be removed: " + SystemError.reason(e), folder, e);
        }
    }

    /** Takes the restore's problems as differences. */
    private static final class Told extends RestoreProgress {
        private final Findings findings;

        Told(Findings findings) {
            this.findings = findings;
        }

        @Override
        protected void problem(Problem problem) {
            super.problem(problem);
            findings.difference(problem);
        }
    }
}
