package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.repo.Compression;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.Content;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CurrentFilesTest {
    private static final Timestamp TIME = new Timestamp(1_700_000_000, 0, 0);
    private static final Metadata METADATA = new Metadata(0644, TIME, TIME, TIME, 0, 0, "", "", 0, 0, 0, List.of(), "");

    private final BackupProgress progress = new BackupProgress() {
        @Override
        protected boolean wantsCurrent() {
            return true;
        }
    };
    private final AtomicReference<List<String>> whileReading = new AtomicReference<>(List.of());
    private final CyclicBarrier bothRead = new CyclicBarrier(2, () -> whileReading.set(progress.currentFiles()));

    /** Neither of two files ends before the other has begun; one of them can't be read. */
    @Test
    void filesAreCurrentFromTheirBeginningToTheirEnd() {
        MemoryBackend backend = new MemoryBackend();
        ScratchRepository.make(backend, 2);
        Source source = sink -> {
            sink.accept(new Entry.File(EntryPath.root(ByteString.of("bad")), METADATA, 0, () -> reading(true)));
            sink.accept(new Entry.File(EntryPath.root(ByteString.of("good")), METADATA, 0, () -> reading(false)));
        };

        try (Repository repository = ScratchRepository.open(backend)) {
            WriteOptions options = new WriteOptions(Compression.AUTO, 20_000, false, 40);
            Trial.run(repository, Trial.request(source, null, options, 2), progress);
        }

        assertEquals(Set.of("/bad", "/good"), Set.copyOf(whileReading.get()));
        assertEquals(List.of(), progress.currentFiles());
        assertEquals(1, progress.problems());
    }

    private Content.Reading reading(boolean isBad) {
        return new Content.Reading() {
            @Override
            public Metadata metadata() {
                return METADATA;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    bothRead.await(1, TimeUnit.MINUTES);
                } catch (BrokenBarrierException | TimeoutException | InterruptedException e) {
                    throw new AssertionError("they are not read at once", e);
                }
                if (isBad) {
                    throw new IOException("it can't be read");
                }
                return -1;
            }

            @Override
            public void close() {}
        };
    }
}
