package dev.holdfast.engine.repo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FaultyBackend.Operation;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class BlobWriterTest {
    /** restic reads no pack whose sealed header is longer. */
    private static final int LONGEST_HEADER = 16 << 20;

    private final Backend backend = new MemoryBackend();

    BlobWriterTest() {
        ScratchRepository.make(backend, 2);
    }

    @Test
    void aPackOfTheTiniestBlobsHasAHeaderThatEveryoneReads() {
        try (Repository repository = ScratchRepository.open(backend)) {
            BlobWriter writer = writer(repository, new WriteOptions(Compression.OFF, 128 << 20, false));
            byte[] blob = new byte[4];
            for (int number = 0; number < 500_000; number++) {
                blob[0] = (byte) number;
                blob[1] = (byte) (number >> 8);
                blob[2] = (byte) (number >> 16);
                store(repository, writer, blob);
            }
            writer.flush();

            Map<ObjectId, Integer> headers = new HashMap<>();
            repository.index().forEach(place -> headers.merge(place.pack(), entrySize(place), Integer::sum));
            headers.forEach((pack, size) -> assertTrue(size + 32 <= LONGEST_HEADER, pack + " has " + size));
        }
        Soundness.look(backend);
    }

    private static int entrySize(BlobLocation place) {
        return place.blob().isCompressed() ? 41 : 37;
    }

    @Test
    void aBlobThatCouldNotBeSealedIsNeverIndexed() {
        AtomicBoolean broken = new AtomicBoolean();
        SecureRandom random = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                if (broken.get()) {
                    throw new IllegalStateException("no randomness");
                }
                super.nextBytes(bytes);
            }
        };
        try (Repository repository =
                ScratchRepository.open(backend, ScratchRepository.client(InstantSource.system(), random))) {
            BlobWriter writer = writer(repository, WriteOptions.DEFAULT);
            store(repository, writer, bytes(1));
            broken.set(true);

            assertThrows(IllegalStateException.class, () -> {
                for (int number = 2; number < 1000; number++) {
                    store(repository, writer, bytes(number));
                }
            });
            broken.set(false);
            writer.abandon();
        }
        Soundness.read(backend);
    }

    @Test
    void whatAFailedRunCouldNotIndexIsStoredAgainByTheNext() {
        AtomicBoolean full = new AtomicBoolean(true);
        FaultScript script = FaultScript.each(
                call -> full.get() && call.operation() == Operation.SAVE && call.type() == FileType.INDEX, Fault.FULL);
        try (Repository repository = ScratchRepository.open(new FaultyBackend(backend, script))) {
            BlobWriter first = writer(repository, WriteOptions.DEFAULT);
            ObjectId id = store(repository, first, bytes(1)).id();
            assertThrows(StorageFull.class, first::flush);
            first.abandon();
            full.set(false);

            BlobWriter second = writer(repository, WriteOptions.DEFAULT);
            store(repository, second, bytes(1));
            second.flush();

            try (Repository later = ScratchRepository.open(backend)) {
                assertTrue(later.index().contains(BlobType.DATA, id), "the blob is in no index");
            }
        }
    }

    @Test
    void aBlobKnownToBeDamagedIsStoredAnew() {
        try (Repository repository = ScratchRepository.open(backend)) {
            BlobWriter first = writer(repository, WriteOptions.DEFAULT);
            ObjectId id = store(repository, first, bytes(1)).id();
            first.flush();

            BlobWriter second = writer(repository, WriteOptions.DEFAULT);
            second.distrust(BlobType.DATA, id);
            assertTrue(store(repository, second, bytes(1)).isNew());
            assertFalse(store(repository, second, bytes(1)).isNew(), "once is enough");
            second.flush();

            assertEquals(2, repository.index().lookupAll(BlobType.DATA, id).size());
        }
    }

    @Test
    void threadsThatStoreTheSameBlobsStoreEachOnce() throws InterruptedException {
        try (Repository repository = ScratchRepository.open(backend)) {
            BlobWriter writer = writer(repository, new WriteOptions(Compression.AUTO, 3_000, false, 7));
            Thread[] threads = new Thread[8];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.ofPlatform().start(() -> {
                    for (int number = 0; number < 1_000; number++) {
                        store(repository, writer, bytes(number));
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            writer.flush();

            assertEquals(1_000, writer.dataBlobs());
            assertEquals(1_000, repository.index().size());
        }
        Soundness.read(backend);
    }

    private static BlobWriter writer(Repository repository, WriteOptions options) {
        return new BlobWriter(repository, options, RepositoryLock.none(repository));
    }

    private static BlobWriter.Stored store(Repository repository, BlobWriter writer, byte[] bytes) {
        return repository.withCodec(codec -> writer.store(codec, BlobType.DATA, bytes, 0, bytes.length));
    }

    private static byte[] bytes(int number) {
        byte[] bytes = new byte[64];
        new Random(number).nextBytes(bytes);
        return bytes;
    }
}
