package dev.holdfast.engine.op;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.Source;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Backups as tests run them: tiny packs and many index files, so that little data meets every phase. */
final class Trial {
    private Trial() {}

    static Backup.Request request(Source source, @Nullable StoredSnapshot parent, WriteOptions writing, int threads) {
        return new Backup.Request(
                source,
                List.of("/trial"),
                "trial-host",
                List.of(),
                List.of(),
                Instant.EPOCH,
                parent,
                ChangeRule.STRICT,
                false,
                writing,
                threads,
                "trial");
    }

    /** Runs a backup under a lock of its own. */
    static Backup.Result run(Repository repository, Backup.Request request) {
        return run(repository, request, new BackupProgress());
    }

    static Backup.Result run(Repository repository, Backup.Request request, BackupProgress progress) {
        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            return new Backup(repository, request).run(lock, progress);
        }
    }

    /** For what must not be damaged. */
    static void fail(EngineException damaged) {
        throw damaged;
    }
}
