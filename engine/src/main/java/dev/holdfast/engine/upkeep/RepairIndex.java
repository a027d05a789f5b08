package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.PackGatherer;
import dev.holdfast.engine.repo.PackHeaders;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes the index tell of the packs that are there, and of nothing else. What an index file tells of a pack is believed if it is
 * a pack of exactly the file's size; else the pack's header is read. Where that can't be, each blob that an index tells of is
 * read, and indexed if it is sound: then {@link RepairPacks} can save it. Packs that are marked stay so,
 * as long as what is told of them can be believed.
 */
public final class RepairIndex {
    private final Repository repository;
    private final RepositoryLock lock;
    private final Consumer<Change> changes;
    private final Index old = new Index();

    /** Packs of which index files tell what can't be believed. */
    private final Set<ObjectId> doubtful = new HashSet<>();

    /** What was found wrong about a file. */
    public enum Wrong {
        /** An index file can't be read. */
        INDEX_DAMAGED,
        /** No index told of a pack. */
        PACK_NOT_INDEXED,
        /** The index told something of a pack that can't be. */
        PACK_MISTOLD,
        /** The index told of a pack that is not there. */
        PACK_MISSING,
        /** A pack has no header that can be read, but blobs can be that an index tells of: only those stay indexed. */
        PACK_BROKEN_IN_PART,
        /** A pack has no header that can be read, nor any blob that an index tells of: it is not indexed. */
        PACK_BROKEN
    }

    /** A file that the new index treats otherwise than the old one. */
    public record Change(FileRef file, Wrong wrong, String reason) {}

    /** What came of it. */
    public record Result(int packs, int packsRead, int indexesWritten, int indexesDeleted) {}

    /**
     * @param lock an exclusive one, which the caller holds
     * @param changes is told each at once, by any thread, but never two at a time
     */
    public RepairIndex(Repository repository, RepositoryLock lock, Consumer<Change> changes) {
        this.repository = repository;
        this.lock = lock;
        this.changes = changes;
    }

    /**
     * Repairs the index; once.
     *
     * <p>A store that can't be reached, or that refuses to give a pack, tells nothing about it: that ends the repair before
     * anything is written.
     *
     * @param readAll whether to believe no index file of a pack whose header can be read
     */
    public Result run(boolean readAll) {
        List<ObjectId> indexes = repository.ids(FileType.INDEX);
        loadOld(indexes);
        List<FileInfo> unknown = new ArrayList<>();
        Set<ObjectId> believed = new HashSet<>();
        compare(readAll, believed, unknown);
        Map<ObjectId, List<PackedBlob>> read = readHeaders(unknown);

        NewIndexFiles files = new NewIndexFiles(repository, lock);
        for (ObjectId pack : old.packs()) {
            if (believed.contains(pack) && old.mark(pack).isEmpty()) {
                files.add(pack, old.blobs(pack));
            }
        }
        read.forEach(files::add);
        for (ObjectId pack : believed) {
            old.mark(pack).ifPresent(mark -> files.addMarked(pack, old.blobs(pack), mark));
        }
        int written = files.replace(indexes);
        return new Result(believed.size() + read.size(), unknown.size(), written, indexes.size());
    }

    private void loadOld(List<ObjectId> indexes) {
        new Parallel(repository.backend().capabilities().connections()).forEach(indexes, id -> {
            FileRef file = FileRef.of(FileType.INDEX, id);
            Gatherer gatherer = new Gatherer(file);
            try {
                repository.readIndex(file, gatherer);
                gatherer.end();
            } catch (DamagedFile e) {
                gatherer.doubtAll();
                tell(file, Wrong.INDEX_DAMAGED, e.reason());
            }
        });
    }

    private void compare(boolean readAll, Set<ObjectId> believed, List<FileInfo> unknown) {
        Set<ObjectId> gone = new HashSet<>(old.packs());
        for (FileInfo pack : repository.files(FileType.PACK)) {
            ObjectId id = pack.file().id();
            boolean indexed = gone.remove(id);
            boolean isBelievable = indexed && isBelievable(pack);
            if (isBelievable && !readAll) {
                believed.add(id);
                continue;
            }
            unknown.add(pack);
            if (!indexed) {
                tell(pack.file(), Wrong.PACK_NOT_INDEXED, "no index that can be read lists it");
            } else if (!isBelievable && old.mark(id).isEmpty()) {
                tell(pack.file(), Wrong.PACK_MISTOLD, "the index does not tell of a pack of " + pack.size() + " bytes");
            }
        }
        gone.removeIf(id -> old.mark(id).isPresent());
        gone.forEach(id -> tell(FileRef.of(FileType.PACK, id), Wrong.PACK_MISSING, "it is not there"));
    }

    private boolean isBelievable(FileInfo pack) {
        if (doubtful.contains(pack.file().id())) {
            return false;
        }
        List<PackedBlob> blobs = new ArrayList<>(old.blobs(pack.file().id()));
        if (blobs.isEmpty() || PackHeader.packSize(blobs) != pack.size()) {
            return false;
        }
        blobs.sort(Comparator.comparing(PackedBlob::offset, Integer::compareUnsigned));
        long end = 0;
        for (PackedBlob blob : blobs) {
            if (Integer.toUnsignedLong(blob.offset()) != end) {
                return false;
            }
            end += blob.length();
        }
        return true;
    }

    private Map<ObjectId, List<PackedBlob>> readHeaders(List<FileInfo> packs) {
        Map<ObjectId, List<PackedBlob>> read = Collections.synchronizedMap(new HashMap<>());
        PackHeaders headers = new PackHeaders(repository);
        new Parallel(repository.backend().capabilities().connections()).forEach(packs, pack -> {
            try {
                read.put(pack.file().id(), headers.read(pack));
            } catch (DamagedFile e) {
                broken(pack.file(), e.reason(), read);
            } catch (FileMissing e) {
                tell(pack.file(), Wrong.PACK_MISSING, "it is not there");
            }
        });
        return read;
    }

    private void broken(FileRef pack, String reason, Map<ObjectId, List<PackedBlob>> read) {
        List<PackedBlob> told = old.blobs(pack.id()).stream().distinct().toList();
        List<PackedBlob> sound = told.stream()
                .filter(blob -> isSound(new BlobLocation(pack.id(), blob)))
                .sorted(Comparator.comparing(PackedBlob::offset, Integer::compareUnsigned))
                .toList();
        if (sound.isEmpty()) {
            tell(pack, Wrong.PACK_BROKEN, reason);
        } else {
            read.put(pack.id(), sound);
            tell(
                    pack,
                    Wrong.PACK_BROKEN_IN_PART,
                    reason + "; " + sound.size() + " of " + told.size() + " blobs can be read");
        }
    }

    /** Whether a blob can be read, at the second try if need be: memory and wires lie too. */
    private boolean isSound(BlobLocation place) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                repository.loadBlob(place);
                return true;
            } catch (DamagedFile | FileMissing e) {
                // Once more, and then it is not.
            }
        }
        return false;
    }

    private synchronized void tell(FileRef file, Wrong wrong, String reason) {
        changes.accept(new Change(file, wrong, reason));
    }

    private synchronized void doubt(ObjectId pack) {
        doubtful.add(pack);
    }

    /** Takes in what one index file tells. */
    private final class Gatherer extends PackGatherer {
        private final List<ObjectId> packs = new ArrayList<>();

        Gatherer(FileRef file) {
            super(file);
        }

        @Override
        protected void impossible(ObjectId pack, long offset, long length) {
            doubt(pack);
        }

        @Override
        protected void gathered(ObjectId pack, List<PackedBlob> blobs) {
            packs.add(pack);
            old.add(pack, blobs);
        }

        @Override
        protected void gatheredMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark) {
            packs.add(pack);
            old.addMarked(pack, blobs, mark);
        }

        /** The file ended in damage, so what it told may be wrong too. */
        void doubtAll() {
            end();
            packs.forEach(RepairIndex.this::doubt);
        }
    }
}
