package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.engine.op.ChangeRule;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Compression;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Small repositories with much to prune, and prunes of them. */
final class PruneScene {
    /** Tiny packs and many index files, so that little data meets every phase. */
    static final WriteOptions TINY = new WriteOptions(Compression.AUTO, 6_000, false, 10);

    private PruneScene() {}

    /** Two snapshots are kept, two were forgotten; packs are used, unused, partly used, there twice, and in no index. */
    static MemoryBackend made() {
        MemoryBackend backend = new MemoryBackend();
        ScratchRepository.make(backend, 2);
        ObjectId larger = backup(backend, new MemorySource(1, 24, 2_000, 1), false);
        backup(backend, new MemorySource(1, 12, 2_000, 1), false);
        ObjectId other = backup(backend, new MemorySource(2, 6, 2_000, 2), false);
        backup(backend, new MemorySource(1, 6, 2_000, 1), true);
        backend.delete(FileRef.of(FileType.SNAPSHOT, larger));
        backend.delete(FileRef.of(FileType.SNAPSHOT, other));
        backend.save(FileRef.of(FileType.PACK, ObjectId.parse("ab".repeat(32))), new byte[5_000]);
        return backend;
    }

    /** How the scenes back up: in small packs, so that there are many. */
    static Backup.Request backupOf(Source source) {
        return new Backup.Request(
                source,
                List.of("/trial"),
                "trial-host",
                List.of(),
                List.of(),
                Instant.EPOCH,
                null,
                ChangeRule.STRICT,
                false,
                TINY,
                2,
                "trial");
    }

    /** @param forgetful whether everything is stored once more */
    static ObjectId backup(Backend backend, MemorySource source, boolean forgetful) {
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            if (forgetful) {
                repository.useIndex(new Index());
            }
            return new Backup(repository, backupOf(source))
                    .run(lock, new BackupProgress())
                    .snapshotId()
                    .orElseThrow();
        }
    }

    static Prune.Request request(UnusedLimit limit) {
        return new Prune.Request(limit, Long.MAX_VALUE, 2_000, false, false, Set.of(), false, TINY, 2, null);
    }

    /** Everything that is not needed goes. */
    static Prune.Request thorough() {
        return request(new UnusedLimit.Bytes(0));
    }

    static PrunePlan prune(Backend backend, Prune.Request request) {
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            Prune prune = new Prune(repository, lock, request, new PruneProgress());
            PrunePlan plan = prune.plan();
            prune.run(plan);
            return plan;
        }
    }

    static PrunePlan plan(Backend backend, Prune.Request request) {
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            return new Prune(repository, lock, request, new PruneProgress()).plan();
        }
    }

    /** As unlock does after a run has died. */
    static void removeLocks(Backend backend) {
        files(backend, FileType.LOCK).forEach(lock -> backend.delete(lock.file()));
    }

    static List<FileInfo> files(Backend backend, FileType type) {
        List<FileInfo> files = new ArrayList<>();
        backend.list(type, files::add);
        return files;
    }

    static void copy(Backend from, Backend to) {
        to.save(FileRef.CONFIG, from.load(FileRef.CONFIG, Range.ALL));
        for (FileType type : FileType.values()) {
            if (type != FileType.CONFIG) {
                from.list(type, info -> to.save(info.file(), from.load(info.file(), Range.ALL)));
            }
        }
    }
}
