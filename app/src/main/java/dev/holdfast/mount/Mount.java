package dev.holdfast.mount;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.BlobCache;
import dev.holdfast.engine.op.FolderCache;
import dev.holdfast.engine.posix.FuseChannel;
import dev.holdfast.engine.repo.Repository;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.BiConsumer;

/** A repository's snapshots, mounted. */
public final class Mount implements AutoCloseable {
    private static final long CACHE_BYTES = 48 << 20;
    private static final int THREADS = 8;

    private final BlobCache blobs;
    private final SnapshotFileSystem files;

    /**
     * Reads snapshots and index.
     *
     * @param problems is told the path in the mount and why what is there can't be read; from any thread
     */
    public Mount(
            Repository repository,
            MountSettings settings,
            InstantSource clock,
            BiConsumer<String, EngineException> problems) {
        Problems once = new Problems(problems);
        SnapshotFolders snapshots = new SnapshotFolders(repository, settings, clock, once);
        snapshots.folder("");
        // After the snapshots, so that it knows all that they need.
        repository.index();
        this.blobs = new BlobCache(
                repository,
                Math.min(CACHE_BYTES, Runtime.getRuntime().maxMemory() / 4),
                Runtime.getRuntime().availableProcessors());
        this.files = new SnapshotFileSystem(
                snapshots,
                new FolderCache(repository),
                blobs,
                settings.ownerRoot(),
                Timestamp.of(clock.instant(), ZoneOffset.UTC),
                once);
    }

    /** Begins to answer the kernel. */
    public FuseServer serve(FuseChannel channel) {
        return new FuseServer(channel, files, THREADS);
    }

    /** Ends what is still being read ahead; the file system must be unmounted before. */
    @Override
    public void close() {
        blobs.close();
    }
}
