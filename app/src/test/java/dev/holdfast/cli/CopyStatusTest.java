package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.upkeep.Copy;
import dev.holdfast.engine.upkeep.CopyProgress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The line that tells where a copy is, in each step of one. */
final class CopyStatusTest {
    @Test
    void eachStepTellsItsShare() {
        CopyProgress progress = new CopyProgress();
        CopyStatus status = new CopyStatus(progress);
        List<String> lines = new ArrayList<>();
        try (RepositoryFixture from = RepositoryFixture.create(new MemoryBackend(), 2, InstantSource.system());
                RepositoryFixture to = RepositoryFixture.create(new MemoryBackend(), 2, InstantSource.system())) {
            StoredSnapshot snapshot = from.backup(new MemorySource(2, 5, 50_000, 1), List.of("/made"));
            Repository destination = to.repository();
            lines.add(status.apply(200));
            try (RepositoryLock lock = RepositoryLock.acquire(destination, false)) {
                Copy.Request request = Copy.Request.usual(WriteOptions.DEFAULT, 1);
                Copy copy = new Copy(from.reopen(), destination, lock, request, progress, new Copy.Listener() {
                    @Override
                    public void begun(StoredSnapshot begun) {
                        lines.add(status.apply(200));
                    }

                    @Override
                    public void saved(StoredSnapshot saved, ObjectId id) {
                        lines.add(status.apply(200));
                    }

                    @Override
                    public void failed(StoredSnapshot failed, EngineException reason, @Nullable EntryPath path) {
                        throw reason;
                    }
                });
                copy.run(copy.plan(List.of(snapshot), damaged -> {
                    throw damaged;
                }));
            }
        }

        assertTrue(lines.get(0).matches("\\[\\d:\\d\\d] snapshots"), lines.toString());
        assertTrue(lines.get(1).matches("\\[\\d:\\d\\d] index"), lines.toString());
        assertTrue(
                lines.get(2)
                        .matches(
                                "\\[\\d:\\d\\d] snapshots: 0/1  100\\.0%  2/2 packs, ([0-9.]+ KiB)/\\1, [0-9.]+ MiB/s.*"),
                lines.toString());
    }
}
