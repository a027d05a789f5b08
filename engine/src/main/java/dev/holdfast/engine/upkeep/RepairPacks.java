package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.PackHeaders;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes damaged packs out of a repository: what can be read of them is stored in new packs, the index is written without the
 * damaged ones, and only then are they deleted.
 */
public final class RepairPacks {
    private final Repository repository;
    private final RepositoryLock lock;
    private final WriteOptions options;
    private final @Nullable Repository from;
    private final Consumer<Outcome> outcomes;
    private int salvaged;
    private int fetched;
    private int lost;
    private final List<ObjectId> unknown = new ArrayList<>();

    /** A blob that its pack does not give any more. */
    public record Outcome(ObjectId pack, BlobType type, ObjectId blob, Kind kind) {}

    private record Blob(BlobType type, ObjectId id) {}

    /** What became of a blob. */
    public enum Kind {
        /** Another sound copy lies in the repository. */
        ELSEWHERE,
        /** It was taken from the other repository. */
        FETCHED,
        /** Nothing has it. */
        LOST
    }

    /**
     * How many blobs were read from the packs, taken from the other repository, and lost.
     *
     * @param unknown packs of which neither an index nor their header tells what lay in them
     */
    public record Result(int salvaged, int fetched, int lost, List<ObjectId> unknown) {}

    /**
     * @param lock an exclusive one, which the caller holds
     * @param from another repository that may have what is lost, or null
     */
    public RepairPacks(
            Repository repository,
            RepositoryLock lock,
            WriteOptions options,
            @Nullable Repository from,
            Consumer<Outcome> outcomes) {
        this.repository = repository;
        this.lock = lock;
        this.options = options;
        this.from = from;
        this.outcomes = outcomes;
    }

    /**
     * Repairs; once. The caller keeps copies of the packs, if they are wanted. A store that can't be reached, or that refuses to
     * give something, ends the repair: that makes nothing count as lost.
     */
    public Result run(List<FileInfo> packs) {
        Set<ObjectId> damaged = new LinkedHashSet<>();
        packs.forEach(pack -> damaged.add(pack.file().id()));
        Index index = repository.index();
        Map<Blob, Set<BlobLocation>> blobs = new LinkedHashMap<>();
        packs.forEach(pack -> gather(pack, index, blobs));
        BlobWriter writer = new BlobWriter(repository, options, lock);
        try {
            blobs.forEach((blob, places) -> save(blob, places, damaged, writer));
            writer.flush();
        } catch (RuntimeException | Error e) {
            writer.abandon();
            throw e;
        }
        NewIndexFiles files = new NewIndexFiles(repository, lock);
        List<ObjectId> old = repository.ids(FileType.INDEX);
        for (ObjectId pack : index.packs()) {
            if (!damaged.contains(pack) && index.mark(pack).isEmpty()) {
                files.add(pack, index.blobs(pack));
            }
        }
        for (ObjectId pack : index.packs()) {
            if (!damaged.contains(pack)) {
                index.mark(pack).ifPresent(mark -> files.addMarked(pack, index.blobs(pack), mark));
            }
        }
        files.replace(old);
        for (ObjectId pack : damaged) {
            lock.ensureHeld();
            repository.backend().delete(FileRef.of(FileType.PACK, pack));
        }
        return new Result(salvaged, fetched, lost, List.copyOf(unknown));
    }

    /** What the index and the pack's own header tell: either may be wrong. */
    private void gather(FileInfo pack, Index index, Map<Blob, Set<BlobLocation>> blobs) {
        List<PackedBlob> told = new ArrayList<>(index.blobs(pack.file().id()));
        try {
            told.addAll(new PackHeaders(repository).read(pack));
        } catch (DamagedFile e) {
            // What the index tells is all there is.
        }
        if (told.isEmpty()) {
            unknown.add(pack.file().id());
        }
        for (PackedBlob blob : told) {
            blobs.computeIfAbsent(new Blob(blob.type(), blob.id()), _ -> new LinkedHashSet<>())
                    .add(new BlobLocation(pack.file().id(), blob));
        }
    }

    private void save(Blob blob, Set<BlobLocation> places, Set<ObjectId> damaged, BlobWriter writer) {
        for (BlobLocation place : places) {
            byte[] plain = load(place);
            if (plain != null) {
                if (!isElsewhere(blob, damaged)) {
                    store(blob, plain, writer);
                }
                salvaged++;
                return;
            }
        }
        ObjectId pack = places.iterator().next().pack();
        if (isElsewhere(blob, damaged)) {
            outcomes.accept(new Outcome(pack, blob.type(), blob.id(), Kind.ELSEWHERE));
            return;
        }
        byte[] plain = from == null ? null : fetch(from, blob);
        if (plain == null) {
            lost++;
            outcomes.accept(new Outcome(pack, blob.type(), blob.id(), Kind.LOST));
        } else {
            store(blob, plain, writer);
            fetched++;
            outcomes.accept(new Outcome(pack, blob.type(), blob.id(), Kind.FETCHED));
        }
    }

    private boolean isElsewhere(Blob blob, Set<ObjectId> damaged) {
        for (BlobLocation place : repository.index().lookupAll(blob.type(), blob.id())) {
            if (!damaged.contains(place.pack()) && load(place) != null) {
                return true;
            }
        }
        return false;
    }

    /** Reads a blob, twice if need be: memory and wires lie too. Null if it can't be had from there. */
    private byte @Nullable [] load(BlobLocation place) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                return repository.loadBlob(place);
            } catch (DamagedFile | FileMissing e) {
                // Once more, and then it is lost.
            }
        }
        return null;
    }

    private static byte @Nullable [] fetch(Repository from, Blob blob) {
        try {
            return from.loadBlob(blob.type(), blob.id());
        } catch (BlobMissing | DamagedFile | FileMissing e) {
            return null;
        }
    }

    private void store(Blob blob, byte[] plain, BlobWriter writer) {
        writer.distrust(blob.type(), blob.id());
        repository.withCodec(codec -> writer.store(codec, blob.type(), plain, 0, plain.length));
    }
}
