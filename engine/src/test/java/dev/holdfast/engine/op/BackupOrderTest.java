package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Capabilities;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.json.IndexVisitor;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Compression;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.WriteOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;

/** Packs are durable before an index names them, and everything is indexed before the snapshot is there. */
final class BackupOrderTest {
    @RepeatedTest(5)
    void packsThenIndexThenSnapshot() {
        Recording recording = new Recording(new MemoryBackend());
        ScratchRepository.make(recording, 2);
        try (Repository repository = ScratchRepository.open(recording)) {
            WriteOptions options = new WriteOptions(Compression.AUTO, 20_000, false, 40);
            Trial.run(repository, Trial.request(new MemorySource(20, 20, 10_000, 3), null, options, 8));

            Set<ObjectId> packs = new HashSet<>();
            Set<ObjectId> indexed = new HashSet<>();
            int indexes = 0;
            for (FileRef file : recording.saved) {
                switch (file.type()) {
                    case PACK -> packs.add(file.id());
                    case INDEX -> {
                        indexes++;
                        packsOf(repository, file).forEach(pack -> {
                            assertTrue(packs.contains(pack), "an index names a pack that is not stored yet");
                            assertTrue(indexed.add(pack), "a pack is in two indexes");
                        });
                    }
                    case SNAPSHOT -> assertEquals(packs, indexed, "the snapshot came before the index was complete");
                    case CONFIG, KEY, LOCK -> {}
                }
            }
            assertEquals(FileType.SNAPSHOT, recording.saved.getLast().type());
            assertTrue(indexes > 3, "only " + indexes + " index files");
            assertTrue(packs.size() > 20, "only " + packs.size() + " packs");
        }
        Soundness.read(recording);
    }

    private static Set<ObjectId> packsOf(Repository repository, FileRef index) {
        Set<ObjectId> packs = new HashSet<>();
        repository.readIndex(index, new IndexVisitor() {
            @Override
            public void pack(ObjectId id) {
                packs.add(id);
            }

            @Override
            public void marked(ObjectId pack, Mark mark) {
                throw new AssertionError("a backup marks nothing");
            }

            @Override
            public void blob(ObjectId id, BlobType type, long offset, long length, long uncompressedLength) {
                // Only the packs matter here.
            }
        });
        return packs;
    }

    /** Notes each file when it is durable, in an order in which no file comes before one whose saving had ended before it began. */
    private static final class Recording implements Backend {
        private final Backend inner;
        private final List<FileRef> saved = new ArrayList<>();

        Recording(Backend inner) {
            this.inner = inner;
        }

        @Override
        public void save(FileRef file, byte[] content, int offset, int length) {
            boolean isPack = file.type() == FileType.PACK;
            if (!isPack) {
                note(file); // when it begins: what it names must be durable by then
            }
            inner.save(file, content, offset, length);
            if (isPack) {
                note(file);
            }
        }

        private synchronized void note(FileRef file) {
            saved.add(file);
        }

        @Override
        public String location() {
            return inner.location();
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(5, true, true, true);
        }

        @Override
        public void create() {
            inner.create();
        }

        @Override
        public byte[] load(FileRef file, Range range) {
            return inner.load(file, range);
        }

        @Override
        public Optional<FileInfo> stat(FileRef file) {
            return inner.stat(file);
        }

        @Override
        public void list(FileType type, Consumer<FileInfo> each) {
            inner.list(type, each);
        }

        @Override
        public void delete(FileRef file) {
            inner.delete(file);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
