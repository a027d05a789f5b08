package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.model.ObjectId;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a prune is to do. Made and carried out under the same lock.
 *
 * @param figures how much of what
 * @param unreferenced packs to delete that no index lists
 * @param remove packs to delete that hold nothing that is needed
 * @param repack packs to delete after what is needed of them lies in new ones
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
        List<ObjectId> missing,
        List<FileRef> replacedIndexes,
        Set<ObjectId> forgotten,
        Inner inner) {
    /**
     * What is told of single blobs, by entries of the index.
     *
     * @param kept copies that are needed; those in packs to repack are copied
     * @param verified copies in packs that stay, of blobs that have other copies that go
     */
    record Inner(IndexFiles indexes, BitSet kept, BitSet verified) {}

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return unreferenced.isEmpty() && remove.isEmpty() && repack.isEmpty() && missing.isEmpty();
    }

    /** All packs that no index may list any more. */
    Set<ObjectId> going() {
        Set<ObjectId> going = new HashSet<>(remove);
        going.addAll(repack);
        going.addAll(missing);
        return going;
    }
}
