package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Capabilities;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.json.LockJson;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.LockLost;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import dev.holdfast.engine.model.LockFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our lock on a repository: shared by readers and writers, exclusive for what deletes.
 *
 * <p>Made as restic makes it: look for conflicts, write the own lock, wait, look again. Of two who do so at once, one at least
 * sees the other: whoever wrote last looks again when the other's lock is there already. The wait only gives listings time to
 * tell of it, so there is none where {@link Capabilities#listsAtOnce}. The second look runs beside the caller's first steps;
 * {@link #ensureHeld} waits for it, and must be called before anything is written or deleted. The lock is refreshed every five
 * minutes; if that fails for too long, {@code ensureHeld} stops the work. After a sleep of the machine it goes on with a lock that
 * nobody has touched meanwhile.
 *
 * <p>A lock of a provably dead owner stands in nobody's way. It is removed by whoever next takes an exclusive one in order to
 * write, for restic would let it stop a prune, or by the next backup or copy, which learn from it that a run was killed.
 */
public final class RepositoryLock implements AutoCloseable {
    private static final Duration SECOND_LOOK = Duration.ofMillis(200);
    private static final Duration REFRESH = Duration.ofMinutes(5);

    /** Others may call our lock stale after 30 minutes; stop well before. */
    private static final Duration GIVE_UP = Duration.ofSeconds(22 * 60 + 30);

    private final Repository repository;
    private final boolean exclusive;
    private final boolean prunes;
    private final LockTable table;
    private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final @Nullable Thread keeper;
    private List<LockTable.Held> dead = List.of();
    private @Nullable ObjectId id;
    private volatile Instant refreshed = Instant.MIN;
    private volatile @Nullable EngineException lost;

    private RepositoryLock(Repository repository, boolean exclusive, boolean prunes, boolean real) {
        this.repository = repository;
        this.exclusive = exclusive;
        this.prunes = prunes;
        this.table = new LockTable(repository);
        this.keeper = real ? Thread.ofPlatform().daemon().name("lock-keeper").unstarted(this::keep) : null;
    }

    /**
     * Takes a lock for work that writes.
     *
     * @param exclusive whether nobody else may hold one
     * @throws RepositoryLocked if another lock conflicts
     */
    public static RepositoryLock acquire(Repository repository, boolean exclusive) {
        RepositoryLock lock = acquireToRead(repository, exclusive);
        if (exclusive) {
            lock.removeDead();
        }
        return lock;
    }

    /**
     * Takes a lock for work that only reads.
     *
     * @param exclusive whether nobody else may hold one
     * @throws RepositoryLocked if another lock conflicts
     */
    public static RepositoryLock acquireToRead(Repository repository, boolean exclusive) {
        return begun(new RepositoryLock(repository, exclusive, false, true));
    }

    /**
     * Takes a lock for a prune beside others: they may read and write meanwhile, but not prune.
     *
     * @throws RepositoryLocked if another lock conflicts
     */
    public static RepositoryLock acquireToPrune(Repository repository) {
        return begun(new RepositoryLock(repository, false, true, true));
    }

    private static RepositoryLock begun(RepositoryLock lock) {
        lock.begin();
        if (lock.exclusive || lock.prunes) {
            try {
                lock.ensureHeld();
            } catch (RuntimeException e) {
                lock.close();
                throw e;
            }
        }
        return lock;
    }

    /** No lock at all, for reading what no one deletes from; the same calls do nothing. */
    public static RepositoryLock none(Repository repository) {
        RepositoryLock lock = new RepositoryLock(repository, false, false, false);
        lock.confirmed.complete(null);
        return lock;
    }

    /** Whether nobody else may hold a lock beside this one. */
    public boolean isExclusive() {
        return exclusive;
    }

    /** Whether no other prune may run beside the owner of this one. */
    public boolean mayPrune() {
        return exclusive || prunes;
    }

    /** The other locks whose owners may be alive. */
    public synchronized List<LockFile> others() {
        return table.list().stream()
                .filter(held -> !held.id().equals(id) && !table.isProvablyDead(held.lock()))
                .map(LockTable.Held::lock)
                .toList();
    }

    /** Whether a run that writes beside others died on this machine: packs that it stored may be in no index. */
    public boolean followsDeadWriter() {
        return dead.stream().anyMatch(held -> !held.lock().exclusive());
    }

    /** Removes the locks of the dead, as far as that is allowed. */
    void removeDead() {
        try {
            dead.forEach(held -> table.remove(held.id()));
        } catch (BackendFailure e) {
            // Where nothing may be deleted they stay; they stand in nobody's way.
        }
        dead = List.of();
    }

    private void begin() {
        dead = table.refuseConflicts(exclusive, prunes, null);
        write();
        // What an index told before may have been deleted since; from now on nobody deletes.
        repository.forgetIndex();
        if (keeper != null) {
            keeper.start();
        }
    }

    private void keep() {
        boolean listsAtOnce = repository.backend().capabilities().listsAtOnce();
        if (!isClosingWithin(listsAtOnce ? Duration.ZERO : SECOND_LOOK)) {
            lookAgain();
        }
        while (!isClosingWithin(REFRESH)) {
            refresh();
        }
    }

    private boolean isClosingWithin(Duration time) {
        try {
            return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void lookAgain() {
        try {
            table.refuseConflicts(exclusive, prunes, id);
            confirmed.complete(null);
        } catch (RuntimeException | Error e) {
            confirmed.completeExceptionally(e);
        }
    }

    private synchronized void write() {
        Client client = repository.client();
        Instant now = client.clock().instant();
        ProcessTable processes = client.processes();
        LockFile lock = new LockFile(
                Timestamp.of(now, client.zone().getRules().getOffset(now)),
                exclusive,
                client.host(),
                client.user(),
                client.pid(),
                client.uid(),
                client.gid(),
                prunes,
                new LockFile.Owner(processes.bootId(), processes.processNamespace(), processes.startOf(client.pid())));
        ObjectId previous = id;
        id = repository.saveUnpacked(FileType.LOCK, LockJson.encode(lock));
        refreshed = now;
        if (previous != null) {
            table.remove(previous);
        }
    }

    /**
     * Writes the lock anew; a failure is borne until too long has passed since the last success. After so long a time, as when
     * the machine was asleep, others may have called the lock stale, removed it and deleted what we stored: only if it is still
     * there did nobody do so.
     */
    synchronized void refresh() {
        try {
            if (isOverdue() && !isThere()) {
                lost = new LockLost(repository.backend().location(), null);
                return;
            }
            write();
            table.refuseConflicts(exclusive, prunes, id);
        } catch (RepositoryLocked e) {
            // Someone removed our lock and took one that conflicts: nothing may be written any more.
            lost = e;
        } catch (Interrupted e) {
            throw e;
        } catch (EngineException e) {
            if (isOverdue()) {
                lost = new LockLost(repository.backend().location(), e);
            }
        }
    }

    private boolean isThere() {
        return isSeenIn(repository.backend());
    }

    /** Whether the lock's file is there as {@code backend} sees it: then that is the same store, by whatever name. */
    public synchronized boolean isSeenIn(Backend backend) {
        return id != null && backend.stat(FileRef.of(FileType.LOCK, id)).isPresent();
    }

    private boolean isOverdue() {
        Duration age = Duration.between(refreshed, repository.client().clock().instant());
        return age.compareTo(GIVE_UP) > 0;
    }

    /**
     * Waits until the lock is known to be ours, and checks that it still is.
     *
     * @throws RepositoryLocked if someone else took a conflicting lock at the same moment
     * @throws LockLost if it could not be refreshed in time
     */
    public void ensureHeld() {
        try {
            confirmed.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
        if (keeper != null && isOverdue()) {
            // The machine was asleep, and the thread that refreshes as well.
            refreshOverdue();
        }
        EngineException reason = lost;
        if (reason != null) {
            throw reason;
        }
    }

    private synchronized void refreshOverdue() {
        if (lost == null && isOverdue()) {
            refresh();
        }
    }

    @Override
    public void close() {
        if (keeper == null) {
            return;
        }
        closing.countDown();
        boolean interrupted = false;
        while (keeper.isAlive()) {
            try {
                keeper.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        // Nothing may be written under it any more, nor may anyone wait for a second look that will not come.
        if (lost == null) {
            lost = new LockLost(repository.backend().location(), null);
        }
        confirmed.complete(null);
        removeOwn();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void removeOwn() {
        if (id == null) {
            return;
        }
        FileRef own = FileRef.of(FileType.LOCK, id);
        Backend backend = repository.backend();
        try {
            backend.delete(own);
        } catch (EngineException e) {
            // The work is done; a lock left behind is healed by the next run on this machine.
            return;
        } finally {
            id = null;
        }
    }
}
