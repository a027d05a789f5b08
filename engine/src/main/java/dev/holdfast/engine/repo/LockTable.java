package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.json.LockJson;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import dev.holdfast.engine.model.LockFile;
import dev.holdfast.engine.model.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The locks in a repository: whose they are, which conflict, and which are left from the dead. */
public final class LockTable {
    /** A living owner refreshes every five minutes and stops working after 22; both restic's and ours. */
    private static final Duration STALE = Duration.ofMinutes(30);

    private final Repository repository;

    public LockTable(Repository repository) {
        this.repository = repository;
    }

    /** A lock file and its name. */
    public record Held(ObjectId id, LockFile lock) {}

    /**
     * Throws if a lock other than {@code own} conflicts; those of provably dead owners stand in nobody's way, and are given.
     *
     * @throws RepositoryLocked by whom and since when
     */
    List<Held> refuseConflicts(boolean exclusive, boolean prunes, @Nullable ObjectId own) {
        List<Held> dead = new ArrayList<>();
        for (FileInfo info : files()) {
            ObjectId id = info.file().id();
            if (id.equals(own)) {
                continue;
            }
            Optional<LockFile> lock = load(info);
            if (lock.isPresent()) {
                if (isProvablyDead(lock.get())) {
                    dead.add(new Held(id, lock.get()));
                } else if (exclusive
                        || lock.get().exclusive()
                        || prunes && lock.get().prunes()) {
                    throw locked(lock.get());
                }
            }
        }
        return dead;
    }

    /** All locks that can be read. */
    public List<Held> list() {
        List<Held> locks = new ArrayList<>();
        for (FileInfo info : files()) {
            load(info).ifPresent(lock -> locks.add(new Held(info.file().id(), lock)));
        }
        return locks;
    }

    /**
     * Removes locks.
     *
     * @param all whether also those whose owners may be alive
     * @return how many were removed
     */
    public int removeStale(boolean all) {
        int removed = 0;
        for (FileInfo info : files()) {
            if (all || isStale(info)) {
                remove(info.file().id());
                removed++;
            }
        }
        return removed;
    }

    private boolean isStale(FileInfo info) {
        try {
            return load(info).map(lock -> isOld(lock) || isDeadHere(lock)).orElse(false);
        } catch (DamagedFile e) {
            return false;
        }
    }

    private List<FileInfo> files() {
        return repository.files(FileType.LOCK);
    }

    /**
     * The lock, or nothing if it is gone meanwhile or empty: restic leaves empty files when it dies while writing one.
     *
     * @throws DamagedFile if it can't be read, or is larger than any
     */
    public Optional<LockFile> load(FileInfo info) {
        if (info.size() == 0) {
            return Optional.empty();
        }
        UnpackedFiles.refuseTooLarge(info);
        try {
            String name = info.file().toString();
            return Optional.of(LockJson.decode(name, repository.loadUnpacked(info.file())));
        } catch (EngineException.FileMissing e) {
            return Optional.empty();
        }
    }

    void remove(ObjectId id) {
        Backend backend = repository.backend();
        backend.delete(FileRef.of(FileType.LOCK, id));
    }

    /**
     * Whether the owner can't be alive: another process has its number or none has, in the same name space of processes since
     * the same start of the machine. For locks that don't tell so much, only an old lock of this host counts.
     */
    boolean isProvablyDead(LockFile lock) {
        Client client = repository.client();
        if (!lock.hostname().equals(client.host())) {
            return false;
        }
        LockFile.Owner owner = lock.process();
        ProcessTable processes = client.processes();
        boolean sameView = owner != null
                && !owner.boot().isEmpty()
                && owner.boot().equals(processes.bootId())
                && owner.pidNamespace() == processes.processNamespace();
        if (sameView) {
            return isGone(lock.pid(), owner);
        }
        return isOld(lock) && (owner != null || !processes.isAlive(lock.pid()));
    }

    /** Whether no process has the number, or another one has it. Where the system does not tell when it began, it is the same. */
    private boolean isGone(long pid, LockFile.Owner owner) {
        ProcessTable processes = repository.client().processes();
        long start = processes.startOf(pid);
        boolean isAnother = owner.start() != 0 && start != 0 && start != owner.start();
        return isAnother || !processes.isAlive(pid);
    }

    private boolean isOld(LockFile lock) {
        Instant now = repository.client().clock().instant();
        return Duration.between(lock.time().instant(), now).compareTo(STALE) > 0;
    }

    /**
     * Whether the owner is dead as far as can be seen from here: as restic sees it, but that a process number of another name
     * space on this very machine, such as a container's, tells nothing here.
     */
    private boolean isDeadHere(LockFile lock) {
        Client client = repository.client();
        if (!lock.hostname().equals(client.host())) {
            return false;
        }
        LockFile.Owner owner = lock.process();
        ProcessTable processes = client.processes();
        if (owner != null && !owner.boot().isEmpty() && owner.boot().equals(processes.bootId())) {
            return owner.pidNamespace() == processes.processNamespace() && isGone(lock.pid(), owner);
        }
        return !processes.isAlive(lock.pid());
    }

    private RepositoryLocked locked(LockFile lock) {
        return new RepositoryLocked(
                repository.backend().location(),
                lock.hostname(),
                lock.username(),
                lock.pid(),
                lock.time().instant().atZone(repository.client().zone()),
                lock.exclusive());
    }
}
