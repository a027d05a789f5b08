package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.IndexVisitor;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads index files into an {@link Index}, several at once. */
final class IndexLoader {
    /** Of an index file for each blob: its text, or what cannot be compressed in it. */
    private static final int PLAIN_BYTES = 160;

    private static final int COMPRESSED_BYTES = 40;

    private final Repository repository;

    IndexLoader(Repository repository) {
        this.repository = repository;
    }

    Index load(List<FileInfo> files) {
        long bytes = files.stream().mapToLong(FileInfo::size).sum();
        Index index = new Index(bytes / (repository.config().version() == 1 ? PLAIN_BYTES : COMPRESSED_BYTES));
        new Parallel(repository.backend().capabilities().connections())
                .forEach(files, listed -> add(index, listed.file()));
        return index;
    }

    private void add(Index index, FileRef file) {
        Collector collector = new Collector(index, file.toString());
        repository.readIndex(file, collector);
        collector.end();
    }

    /** Gathers the blobs of each pack. */
    private static final class Collector implements IndexVisitor {
        private final Index index;
        private final String file;
        private final List<PackedBlob> blobs = new ArrayList<>();
        private @Nullable ObjectId pack;

        Collector(Index index, String file) {
            this.index = index;
            this.file = file;
        }

        @Override
        public void pack(ObjectId id) {
            end();
            pack = id;
        }

        @Override
        public void blob(ObjectId id, BlobType type, long offset, long length, long uncompressedLength) {
            if (!PackedBlob.isPossible(id, offset, length, uncompressedLength)) {
                throw new DamagedFile(file, "it tells of a blob that can't be, of " + length + " bytes from " + offset);
            }
            blobs.add(new PackedBlob(id, type, (int) offset, (int) length, (int) uncompressedLength));
        }

        void end() {
            if (pack != null) {
                index.add(pack, blobs);
            }
            blobs.clear();
        }
    }
}
