package dev.holdfast.engine.op;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.LockLost;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells which files and folders of which snapshots lose data by broken packs. */
public final class Losses {
    private final Repository repository;
    private final BlobSet lost = new BlobSet();

    public Losses(Repository repository) {
        this.repository = repository;
    }

    /**
     * Tries every blob of the packs; one that can be read from any pack is not lost.
     *
     * @return how many are lost
     */
    public long lookInto(Collection<ObjectId> packs, int threads) {
        Index index = repository.index();
        for (ObjectId pack : packs) {
            new Parallel(threads).forEach(index.blobs(pack), blob -> {
                if (!isReadable(index, blob)) {
                    lost.add(blob.type(), blob.id());
                }
            });
        }
        long[] count = new long[1];
        lost.forEach((type, id) -> count[0]++);
        return count[0];
    }

    private boolean isReadable(Index index, PackedBlob blob) {
        for (BlobLocation place : index.lookupAll(blob.type(), blob.id())) {
            if (isReadable(place)) {
                return true;
            }
        }
        return false;
    }

    private boolean isReadable(BlobLocation place) {
        try {
            repository.loadBlob(place);
            return true;
        } catch (Interrupted | LockLost e) {
            throw e;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Tells each file, and each folder with all that lies below it, that can't be restored in full. */
    public void affected(List<StoredSnapshot> snapshots, Consumer<Finding.Place> each) {
        for (StoredSnapshot stored : snapshots) {
            TreeWalk.Visitor visitor = new TreeWalk.Visitor() {
                @Override
                public boolean selected(TreeWalk.Visit visit) {
                    if (visit.node().blobs().stream().anyMatch(id -> lost.contains(BlobType.DATA, id))) {
                        each.accept(new Finding.Place(stored.id(), visit.path()));
                    }
                    return true;
                }

                @Override
                public void unreadable(TreeWalk.@Nullable Visit directory, EngineException reason) {
                    each.accept(new Finding.Place(stored.id(), directory == null ? null : directory.path()));
                }
            };
            new TreeWalk(repository, Selection.ALL, visitor)
                    .walk(stored.snapshot().tree());
        }
    }
}
