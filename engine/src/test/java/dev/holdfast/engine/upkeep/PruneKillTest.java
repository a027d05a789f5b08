package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prunes as processes that are killed at random moments: restic finds every snapshot whole after each, and the last one ends the work. */
final class PruneKillTest {
    private static final int KILLS = 25;
    private static final int LONGEST_MILLIS = 700;

    @TempDir
    private Path home;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void noKillEverHarmsASnapshot() throws Exception {
        System.out.println("kills of seed " + seed);
        Path folder = home.resolve("repository");
        Backend backend = LocalBackend.at(folder);
        ScratchRepository.make(backend, 2);
        int unfinished = 0;
        Instant now = Instant.now();
        for (int kill = 0; kill < KILLS; kill++) {
            // The larger one is forgotten, so that packs are partly used.
            ObjectId larger = PruneScene.backup(backend, new MemorySource(3, 60, 4_000, kill), false);
            PruneScene.backup(backend, new MemorySource(3, 30, 4_000, kill), false);
            backend.delete(FileRef.of(FileType.SNAPSHOT, larger));
            Map<ObjectId, ObjectId> snapshots = Soundness.look(backend);

            // Every other one prunes in two phases, and what was marked before may go.
            now = now.plus(TwoPhaseScene.GRACE);
            Process child = kill % 2 == 0 ? ChildPrune.start(folder) : ChildPrune.start(folder, now.toString());
            assertEquals("begin", child.inputReader().readLine());
            boolean ended = child.waitFor(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
            child.destroyForcibly().waitFor();

            unfinished += ended ? 0 : 1;
            assertTrue(!ended || child.exitValue() == 0);
            PruneScene.removeLocks(backend);
            assertEquals(snapshots, Soundness.read(backend));
            ResticProgram.newest(folder).run("check", "--read-data", "--no-lock", "--quiet");
        }
        Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);
        PruneScene.prune(backend, PruneScene.thorough());
        assertEquals(snapshots, Soundness.read(backend));
        assertTrue(PruneScene.plan(backend, PruneScene.thorough()).isEmpty());
        assertTrue(unfinished > 0, "no prune was killed");
        System.out.println(unfinished + " of " + KILLS + " prunes were killed");
    }
}
