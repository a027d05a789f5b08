package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads index files into an {@link Index}, several at once. */
final class IndexLoader {
    /** Of an index file for each blob: its text, or what cannot be compressed in it. */
    private static final int PLAIN_BYTES = 160;

    private static final int COMPRESSED_BYTES = 40;

    /** A prune beside us puts new index files in place of old ones, and does not do so again soon. */
    private static final int ATTEMPTS = 4;

    private final Repository repository;

    IndexLoader(Repository repository) {
        this.repository = repository;
    }

    /**
     * Reads all of them; where one goes meanwhile, what it told stands in another, so they are listed again.
     *
     * @throws FileMissing if there is no end of that
     */
    Repository.LoadedIndex load() {
        for (int attempt = 1; ; attempt++) {
            List<FileInfo> files = repository.files(FileType.INDEX);
            try {
                Index index = load(files);
                Set<ObjectId> names =
                        files.stream().map(listed -> listed.file().id()).collect(Collectors.toUnmodifiableSet());
                return new Repository.LoadedIndex(index, names);
            } catch (FileMissing e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Index load(List<FileInfo> files) {
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

            @Override
            protected void gatheredMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark) {
                index.addMarked(pack, blobs, mark);
            }
        };
        repository.readIndex(file, gatherer);
        gatherer.end();
    }
}
