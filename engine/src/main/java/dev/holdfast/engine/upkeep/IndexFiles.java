package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.IndexVisitor;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The index files of a repository, each with the packs that it lists, so that they can be written anew without some packs. */
final class IndexFiles {
    /** A file of fewer blobs is worth joining with others. */
    private static final int SMALL = 25_000;

    private static final int MOST_BLOBS = 50_000;

    private final Repository repository;
    private final Index index = new Index();
    private final List<File> files = new ArrayList<>();

    private record File(FileRef name, List<ObjectId> packs, int blobs) {}

    private IndexFiles(Repository repository) {
        this.repository = repository;
    }

    /**
     * Reads all of them.
     *
     * @throws DamagedFile if one can't be read
     */
    static IndexFiles load(Repository repository, int threads, PruneProgress progress) {
        List<FileInfo> listed = repository.files(FileType.INDEX);
        progress.begin(PruneProgress.Phase.INDEX, listed.size());
        IndexFiles files = new IndexFiles(repository);
        new Parallel(threads).forEach(listed, info -> {
            files.load(info.file());
            progress.itemDone();
        });
        return files;
    }

    private void load(FileRef name) {
        Collector collector = new Collector(name);
        repository.readIndex(name, collector);
        collector.end();
        File file = new File(name, collector.packs, collector.count);
        synchronized (files) {
            files.add(file);
        }
    }

    /** What all of them tell. */
    Index index() {
        return index;
    }

    /**
     * The files that are to be written anew: those that list a pack that goes and, if there are any, those that are small.
     *
     * @param goes whether a pack goes
     */
    List<FileRef> toReplace(Predicate<ObjectId> goes) {
        boolean any = files.stream().anyMatch(file -> file.packs().stream().anyMatch(goes));
        if (!any) {
            return List.of();
        }
        return files.stream()
                .filter(file -> file.blobs() < SMALL || file.packs().stream().anyMatch(goes))
                .map(File::name)
                .toList();
    }

    /** Stores new files that list the packs of the replaced ones, but for those that go; each pack once, all durable on return. */
    void save(List<FileRef> replaced, Predicate<ObjectId> goes, RepositoryLock lock) {
        Set<FileRef> old = Set.copyOf(replaced);
        Set<ObjectId> listed = new HashSet<>();
        for (File file : files) {
            if (!old.contains(file.name())) {
                listed.addAll(file.packs());
            }
        }
        IndexWriter writer = new IndexWriter(1 << 16);
        for (File file : files) {
            for (ObjectId pack : old.contains(file.name()) ? file.packs() : List.<ObjectId>of()) {
                if (goes.test(pack) || !listed.add(pack)) {
                    continue;
                }
                append(pack, writer);
                if (writer.blobs() >= MOST_BLOBS) {
                    save(writer, lock);
                    writer = new IndexWriter(1 << 16);
                }
            }
        }
        if (writer.packs() > 0) {
            save(writer, lock);
        }
    }

    private void append(ObjectId pack, IndexWriter writer) {
        writer.pack(pack);
        for (PackedBlob blob : index.blobs(pack)) {
            writer.blob(
                    blob.id(), blob.type(), Integer.toUnsignedLong(blob.offset()), blob.length(), blob.plainLength());
        }
    }

    private void save(IndexWriter writer, RepositoryLock lock) {
        lock.ensureHeld();
        repository.saveUnpacked(FileType.INDEX, writer.finish().toBytes());
    }

    /** Gathers the blobs of each pack of a file. */
    private final class Collector implements IndexVisitor {
        private final FileRef file;
        private final List<ObjectId> packs = new ArrayList<>();
        private final List<PackedBlob> blobs = new ArrayList<>();
        private @Nullable ObjectId pack;
        private int count;

        Collector(FileRef file) {
            this.file = file;
        }

        @Override
        public void pack(ObjectId id) {
            end();
            pack = id;
            packs.add(id);
        }

        @Override
        public void blob(ObjectId id, BlobType type, long offset, long length, long uncompressedLength) {
            if (!PackedBlob.isPossible(id, offset, length, uncompressedLength)) {
                throw new DamagedFile(
                        file.toString(), "it tells of a blob that can't be, of " + length + " bytes from " + offset);
            }
            blobs.add(new PackedBlob(id, type, (int) offset, (int) length, (int) uncompressedLength));
            count++;
        }

        void end() {
            if (pack != null) {
                index.add(pack, blobs);
            }
            blobs.clear();
        }
    }
}
