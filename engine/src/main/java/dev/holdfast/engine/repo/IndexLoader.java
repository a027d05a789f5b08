package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.List;

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
        PackGatherer gatherer = new PackGatherer(file) {
            @Override
            protected void gathered(ObjectId pack, List<PackedBlob> blobs) {
                index.add(pack, blobs);
            }
        };
        repository.readIndex(file, gatherer);
        gatherer.end();
    }
}
