package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.TreeWalk;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.EntryPath;
import org.jspecify.annotations.Nullable;

/** Finds the first file of a snapshot that needs a blob, or the first folder that can't be read. */
final class HarmedPath implements TreeWalk.Visitor {
    private final Repository repository;
    private final @Nullable ObjectId blob;
    private @Nullable EntryPath found;

    /** @param blob of files; null if only folders matter */
    HarmedPath(Repository repository, @Nullable ObjectId blob) {
        this.repository = repository;
        this.blob = blob;
    }

    @Nullable
    EntryPath in(StoredSnapshot snapshot) {
        new TreeWalk(repository, Selection.ALL, this).walk(snapshot.snapshot().tree());
        return found;
    }

    @Override
    public boolean selected(TreeWalk.Visit visit) {
        if (found == null && blob != null && visit.node().blobs().contains(blob)) {
            found = visit.path();
        }
        return found == null;
    }

    @Override
    public void unreadable(TreeWalk.@Nullable Visit directory, EngineException reason) {
        if (found == null && directory != null) {
            found = directory.path();
        }
    }
}
