package dev.holdfast.engine.repo;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.backend.SlowListing;
import dev.holdfast.engine.json.LockJson;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.LockLost;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import dev.holdfast.engine.model.LockFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.ScratchRepository;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepositoryLockTest {
    /** No process has this number: the kernel gives none above 4194304. */
    private static final long DEAD = 4_999_999;

    private final Backend backend = new MemoryBackend();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Repository repository;

    RepositoryLockTest() {
        ScratchRepository.make(backend, 2);
        repository = ScratchRepository.open(backend, ScratchRepository.client(now::get, new SecureRandom()));
    }

    @AfterEach
    void close() {
        repository.close();
    }

    @Test
    void aSharedLockIsNoObstacleToAnotherButToAnExclusiveOne() {
        try (RepositoryLock first = RepositoryLock.acquire(repository, false);
                RepositoryLock second = RepositoryLock.acquire(repository, false)) {
            first.ensureHeld();
            second.ensureHeld();

            RepositoryLocked refused =
                    assertThrows(RepositoryLocked.class, () -> RepositoryLock.acquire(repository, true));

            assertEquals("scratch-host", refused.host());
            assertEquals(ProcessHandle.current().pid(), refused.pid());
            assertEquals(now.get(), refused.since());
            String since = String.valueOf(refused.getMessage()).split(" since ", 2)[1];
            assertTrue(since.matches("20[0-9-]{8} [0-9:]{8} [+-][0-9]{2}:[0-9]{2}"), since);
        }
        assertEquals(0, locks(), "locks are removed when closed, also those of a refused attempt");
    }

    @Test
    void ofTwoWhoWriteTheirLocksAtOnceOneAtLeastGivesWay() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            assertFalse(bothHold(backend), "both hold the repository");
            assertEquals(0, locks());
        }
    }

    @Test
    void whereListingsTakeAWhileTheSecondLookWaitsForThem() throws InterruptedException {
        Backend slow = new SlowListing(backend, Duration.ofMillis(100));

        assertFalse(bothHold(slow), "both hold the repository");
    }

    /** Whether a reader and one who wants to be alone, who begin at once, are both told that the lock is theirs. */
    private static boolean bothHold(Backend shared) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(2);
        CountDownLatch done = new CountDownLatch(2);
        AtomicInteger held = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (boolean exclusive : new boolean[] {false, true}) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (Repository repository =
                        ScratchRepository.open(shared, ScratchRepository.client(Instant::now, new SecureRandom()))) {
                    start.await();
                    try (RepositoryLock lock = RepositoryLock.acquire(repository, exclusive)) {
                        lock.ensureHeld();
                        held.incrementAndGet();
                        done.countDown();
                        // Kept until the other has looked too.
                        done.await();
                    }
                } catch (RepositoryLocked _) {
                    done.countDown();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return held.get() == 2;
    }

    @Test
    void aLockOfADeadProcessStandsInNobodysWay() {
        ProcessTable processes = repository.client().processes();
        lock(false, "scratch-host", DEAD, owner(processes.bootId(), processes.processNamespace()));
        lock(true, "scratch-host", DEAD, owner(processes.bootId(), processes.processNamespace()));

        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            lock.ensureHeld();
        }
        try (RepositoryLock lock = RepositoryLock.acquireToRead(repository, true)) {
            lock.ensureHeld();
        }
        assertEquals(2, locks(), "the next backup learns from them what was killed");
        try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            lock.ensureHeld();
            assertEquals(1, locks());
        }
    }

    @Test
    void aProcessWithTheNumberOfADeadOneIsToldApart() {
        ProcessTable processes = repository.client().processes();
        long own = ProcessHandle.current().pid();
        LockFile.Owner earlier =
                new LockFile.Owner(processes.bootId(), processes.processNamespace(), processes.startOf(own) - 1);
        lock(true, "scratch-host", own, earlier);

        try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            lock.ensureHeld();
        }
    }

    @Test
    void aLockThatMayBeAliveIsLeftAlone() {
        ProcessTable processes = repository.client().processes();
        lock(true, "other-host", DEAD, owner(processes.bootId(), processes.processNamespace()));
        assertRefused();
        lock(true, "scratch-host", DEAD, owner("another-start", processes.processNamespace()));
        assertRefused();
        lock(true, "scratch-host", DEAD, owner(processes.bootId(), processes.processNamespace() + 1));
        assertRefused();
        lock(true, "scratch-host", DEAD, null);
        assertRefused();
        lock(
                true,
                "scratch-host",
                1,
                new LockFile.Owner(processes.bootId(), processes.processNamespace(), processes.startOf(1)));
        assertRefused();
    }

    @Test
    void aLockOfResticThatIsOldAndDeadIsRemoved() {
        lock(true, "scratch-host", DEAD, null);
        now.set(now.get().plus(Duration.ofMinutes(31)));

        try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            lock.ensureHeld();
        }
    }

    @Test
    void anEmptyLockFileLeftByADyingResticIsPassedOver() {
        backend.save(FileRef.of(FileType.LOCK, ObjectId.parse("ab".repeat(32))), new byte[0]);

        try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            lock.ensureHeld();
        }
    }

    @Test
    void refreshingReplacesTheLockFile() {
        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            ObjectId before = repository.ids(FileType.LOCK).getFirst();
            now.set(now.get().plus(Duration.ofMinutes(5)));

            lock.refresh();

            assertEquals(1, locks());
            assertFalse(repository.ids(FileType.LOCK).contains(before));
            lock.ensureHeld();
        }
    }

    @Test
    void aLockThatOthersTookForStaleWhileTheMachineSleptIsLost() {
        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            lock.ensureHeld();
            repository.ids(FileType.LOCK).forEach(id -> backend.delete(FileRef.of(FileType.LOCK, id)));
            now.set(now.get().plus(Duration.ofMinutes(40)));

            lock.refresh();

            assertThrows(LockLost.class, lock::ensureHeld);
        }
    }

    @Test
    void aLockThatNobodyTouchedWhileTheMachineSleptIsStillHeld() {
        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            lock.ensureHeld();
            ObjectId before = repository.ids(FileType.LOCK).getFirst();
            now.set(now.get().plus(Duration.ofMinutes(40)));

            assertDoesNotThrow(lock::ensureHeld);

            assertEquals(1, locks());
            assertFalse(repository.ids(FileType.LOCK).contains(before), "it is as old as before");
        }
    }

    @Test
    void aLockThatWasRemovedWhileTheMachineSleptIsNotMadeAnew() {
        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            lock.ensureHeld();
            repository.ids(FileType.LOCK).forEach(id -> backend.delete(FileRef.of(FileType.LOCK, id)));
            now.set(now.get().plus(Duration.ofMinutes(40)));

            assertThrows(LockLost.class, lock::ensureHeld);
            assertEquals(0, locks());
        }
    }

    @Test
    void aLockThatWasClosedIsNotHeldWhetherItWasConfirmedOrNot() {
        RepositoryLock confirmed = RepositoryLock.acquire(repository, false);
        confirmed.ensureHeld();
        confirmed.close();
        Backend slow = new SlowListing(backend, Duration.ofMillis(100));
        try (Repository other = ScratchRepository.open(slow)) {
            RepositoryLock early = RepositoryLock.acquire(other, false);
            early.close();

            assertThrows(LockLost.class, confirmed::ensureHeld);
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> assertThrows(LockLost.class, early::ensureHeld));
        }
        assertEquals(0, locks());
    }

    @Test
    void aLivingProcessWhoseBeginningIsHiddenIsNoDeadOne() {
        LockFile.Owner owner = new LockFile.Owner("start", 7, 12345);
        lock(true, "scratch-host", 4711, owner);
        try (Repository hidden = withProcesses(new Processes("start", 7, true, 0))) {
            assertThrows(RepositoryLocked.class, () -> RepositoryLock.acquire(hidden, false));

            assertEquals(0, new LockTable(hidden).removeStale(false));
        }
    }

    @Test
    void unlockLeavesTheLockOfAnotherNameSpaceOfProcessesAlone() {
        lock(true, "scratch-host", 4711, new LockFile.Owner("start", 7, 12345));
        try (Repository outside = withProcesses(new Processes("start", 8, false, 0))) {
            assertEquals(0, new LockTable(outside).removeStale(false), "a container's process may well live");
            now.set(now.get().plus(Duration.ofMinutes(31)));
            assertEquals(1, new LockTable(outside).removeStale(false));
        }
    }

    @Test
    void unlockRemovesWhatAnEarlierStartOfTheMachineLeft() {
        lock(true, "scratch-host", 4711, new LockFile.Owner("earlier start", 7, 12345));
        try (Repository later = withProcesses(new Processes("start", 7, false, 0))) {
            assertEquals(1, new LockTable(later).removeStale(false));
        }
    }

    @Test
    void hugeFileAmongTheLocksIsNotLoaded(@TempDir Path folder) throws IOException {
        LocalBackend local = LocalBackend.at(folder);
        ScratchRepository.make(local, 2);
        Path huge = folder.resolve("locks").resolve("ab".repeat(32));
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(Integer.MAX_VALUE - 16L);
        }
        try (Repository open = ScratchRepository.open(local)) {
            assertThrows(DamagedFile.class, () -> RepositoryLock.acquire(open, false));
            assertEquals(1, new LockTable(open).removeStale(true));
        }
    }

    /** Processes of which all is made up. */
    private record Processes(String bootId, long processNamespace, boolean alive, long start) implements ProcessTable {
        @Override
        public boolean isAlive(long pid) {
            return alive;
        }

        @Override
        public long startOf(long pid) {
            return start;
        }
    }

    private Repository withProcesses(ProcessTable processes) {
        Client client =
                new Client("scratch-host", "user", 0, 0, 4712, processes, now::get, ZoneOffset.UTC, new SecureRandom());
        return ScratchRepository.open(backend, client);
    }

    @Test
    void anIndexLoadedBeforeTheLockIsNotTrusted() {
        BlobWriter early = new BlobWriter(repository, WriteOptions.DEFAULT, RepositoryLock.none(repository));
        ObjectId id = repository.withCodec(codec ->
                early.store(codec, BlobType.DATA, new byte[100], 0, 100).id());
        early.flush();
        assertTrue(repository.index().contains(BlobType.DATA, id));
        repository.ids(FileType.INDEX).forEach(index -> backend.delete(FileRef.of(FileType.INDEX, index)));

        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            lock.ensureHeld();
            assertFalse(
                    repository.index().contains(BlobType.DATA, id), "what a prune deleted is still taken for stored");
        }
    }

    private void assertRefused() {
        assertThrows(RepositoryLocked.class, () -> RepositoryLock.acquire(repository, false));
        assertEquals(1, locks());
        repository.ids(FileType.LOCK).forEach(id -> backend.delete(FileRef.of(FileType.LOCK, id)));
    }

    private static LockFile.Owner owner(String boot, long namespace) {
        return new LockFile.Owner(boot, namespace, 12345);
    }

    private void lock(boolean exclusive, String host, long pid, LockFile.@Nullable Owner owner) {
        LockFile lock =
                new LockFile(Timestamp.of(now.get(), ZoneOffset.UTC), exclusive, host, "user", pid, 0, 0, false, owner);
        repository.saveUnpacked(FileType.LOCK, LockJson.encode(lock));
    }

    private int locks() {
        return repository.ids(FileType.LOCK).size();
    }
}
