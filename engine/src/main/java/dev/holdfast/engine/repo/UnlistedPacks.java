package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Packs that a killed run stored, but did not live to index. */
final class UnlistedPacks {
    /** Larger than any pack that is written but for one of a single huge tree; such a one may as well be stored again. */
    private static final int MAX_SIZE = 160 << 20;

    private static final int AT_ONCE = 2;

    private final Repository repository;

    UnlistedPacks(Repository repository) {
        this.repository = repository;
    }

    /**
     * Reads those that {@code index} does not list. Only what is whole counts: its bytes have the hash that its name tells.
     * What can't be read is passed over; it is stored again.
     *
     * @param each is told a pack and its blobs, by several threads
     */
    void read(Index index, BiConsumer<ObjectId, List<PackedBlob>> each) {
        Set<ObjectId> listed = new HashSet<>(index.packs());
        List<FileInfo> unlisted = new ArrayList<>();
        repository.backend().list(FileType.PACK, pack -> {
            if (!listed.contains(pack.file().id()) && pack.size() <= MAX_SIZE) {
                unlisted.add(pack);
            }
        });
        PackHeaders headers = new PackHeaders(repository);
        new Parallel(AT_ONCE).forEach(unlisted, pack -> {
            try {
                if (isWhole(pack)) {
                    each.accept(pack.file().id(), headers.read(pack));
                }
            } catch (DamagedFile | FileMissing | BackendFailure e) {
                // What it holds is not known to be there, so it is stored again.
                return;
            }
        });
    }

    private boolean isWhole(FileInfo pack) {
        byte[] bytes = repository.backend().load(pack.file(), new Range(0, (int) pack.size()));
        return repository
                .withCodec(codec -> codec.hash(bytes, 0, bytes.length))
                .equals(pack.file().id());
    }
}
