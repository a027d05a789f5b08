package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.model.ObjectId;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * What a prune is to do. Made and carried out under the same lock.
 *
 * @param figures how much of what
 * <p>A prune in two phases marks where another deletes, and deletes what it sweeps.
 *
 * @param unreferenced packs to delete that no index lists
 * @param remove packs to delete that hold nothing that is needed
 * @param repack packs to delete after what is needed of them lies in new ones
 * @param sweep packs to delete that were marked before
 * @param missing packs to take out of the index: they are not there, and nothing of them is needed
 * @param replacedIndexes index files to write anew
 * @param forgotten snapshots that were taken for gone
 * @param inner what carrying it out needs besides
 */
public record PrunePlan(
        PruneFigures figures,
        List<ObjectId> unreferenced,
        List<ObjectId> remove,
        List<ObjectId> repack,
        List<ObjectId> sweep,
        List<ObjectId> missing,
        List<FileRef> replacedIndexes,
        Set<ObjectId> forgotten,
        Inner inner) {
    /**
     * What is told of single blobs, by entries of the index.
     *
     * @param layout what the index is to tell
     * @param kept copies that are needed; those in packs to repack are copied
     * @param verified copies in packs that stay, of blobs that have other copies that go
     */
    record Inner(IndexFiles indexes, IndexFiles.Layout layout, BitSet kept, BitSet verified) {}

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return unreferenced.isEmpty()
                && remove.isEmpty()
                && repack.isEmpty()
                && sweep.isEmpty()
                && missing.isEmpty()
                && replacedIndexes.isEmpty();
    }
}
