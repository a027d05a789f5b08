package dev.holdfast.engine.op;

import dev.holdfast.engine.files.PlainTarget;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Ends the work on a folder with plain Java: deletes what the snapshot does not have, then sets its metadata. */
record PlainRestoreEnding(
        Repository repository,
        Restore.Request request,
        RestoreProgress progress,
        PlainTarget target,
        PlainProblems problems) {
    /** Call it for the deepest folders first. */
    void finish(PlainRestore.Folder folder) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Interrupted();
        }
        try {
            if (request.delete() && !folder.incomplete && isFolder(folder.path)) {
                delete(folder);
            }
            if (folder.made && folder.attributes != null) {
                progress.add(0);
                if (!request.dryRun()) {
                    target.requireFolders(folder.path.resolve("entry"));
                    target.metadata().apply(folder.path, folder.attributes, false);
                }
                progress.done();
                problems.item(folder.path, RestoreProgress.Action.RESTORED, NodeType.DIRECTORY, 0);
            }
        } catch (IOException e) {
            problems.tell(folder.path, e);
        } catch (DamagedFile | BlobMissing e) {
            problems.unreadable(folder.path, "nothing is deleted in it", e);
        }
    }

    private boolean isFolder(Path folder) throws IOException {
        return target.status(folder).filter(found -> found.isDirectory()).isPresent();
    }

    private void delete(PlainRestore.Folder folder) throws IOException {
        Set<String> expected = new HashSet<>();
        repository.forEachNode(
                folder.tree, node -> expected.add(folded(node.name().toString())));
        for (Path entry : target.entries(folder.path)) {
            String name = String.valueOf(entry.getFileName());
            boolean unexpected = !expected.contains(folded(name));
            if (unexpected
                    && folder.selection.choose(ByteString.of(name), false).selected()) {
                target.removeAll(entry, request.dryRun(), (path, type) -> {
                    progress.deleted();
                    problems.item(path, RestoreProgress.Action.DELETED, type, 0);
                });
            }
        }
    }

    /** Many file systems take names for the same that differ in case or in the form of accents: rather keep than delete. */
    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
