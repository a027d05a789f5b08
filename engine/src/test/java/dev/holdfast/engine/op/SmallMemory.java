package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.WriteOptions;
import org.jspecify.annotations.Nullable;

/**
 * Backs up, walks through, and checks a folder whose tree is larger than all of this process's memory. A program of its
 * own: {@link HugeFolderTest} starts it with little memory.
 */
final class SmallMemory {
    private static final int FILES = 400_000;

    private SmallMemory() {}

    /** Ends with 0 only if all of it went as it must. */
    public static void main(String[] arguments) {
        Backend backend = new MemoryBackend();
        ScratchRepository.make(backend, 2);
        MemorySource source = new MemorySource(1, FILES, 0, 1);
        Backup.Result first = backup(backend, source, null);
        StoredSnapshot parent = new StoredSnapshot(first.snapshotId().orElseThrow(), first.snapshot());
        Backup.Result second = backup(backend, source, parent);

        assertEquals(first.snapshot().tree(), second.snapshot().tree());
        assertEquals(FILES, second.summary().filesUnmodified());
        assertEquals(0, second.summary().treeBlobs());
        try (Repository repository = ScratchRepository.open(backend)) {
            int[] entries = new int[1];
            new TreeWalk(repository, Selection.ALL, visit -> ++entries[0] > 0)
                    .walk(first.snapshot().tree());
            assertEquals(FILES + 1, entries[0]);
            CheckRun.full(repository).assertSound();
        }
    }

    private static Backup.Result backup(Backend backend, MemorySource source, @Nullable StoredSnapshot parent) {
        try (Repository repository = ScratchRepository.open(backend)) {
            return Trial.run(repository, Trial.request(source, parent, WriteOptions.DEFAULT, 2));
        }
    }
}
