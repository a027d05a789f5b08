package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Repository;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies as processes that are killed at random moments: restic finds the destination sound after each, and the last one ends the work. */
final class CopyKillTest {
    private static final int KILLS = 25;
    private static final int LONGEST_MILLIS = 900;

    @TempDir
    private Path home;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void noKillEverHarmsTheDestination() throws Exception {
        System.out.println("kills of seed " + seed);
        Backend source = LocalBackend.at(home.resolve("source"));
        Backend destination = LocalBackend.at(home.resolve("destination"));
        ScratchRepository.make(source, 2);
        ScratchRepository.make(destination, 2);
        int unfinished = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            PruneScene.backup(source, new MemorySource(3, 40, 4_000, kill), false);
            PruneScene.backup(source, new MemorySource(3, 60, 4_000, kill), false);

            Process child = ChildCopy.start(home.resolve("source"), home.resolve("destination"));
            assertEquals("begin", child.inputReader().readLine());
            boolean ended = child.waitFor(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
            child.destroyForcibly().waitFor();

            unfinished += ended ? 0 : 1;
            assertTrue(!ended || child.exitValue() == 0);
            Map<ObjectId, ObjectId> copied = CopyScene.originals(destination);
            assertTrue(CopyScene.originals(source).entrySet().containsAll(copied.entrySet()));
            CopyScene.assertNothingTwice(destination, "after " + (kill + 1) + " kills");
            ResticProgram.newest(home.resolve("destination")).run("check", "--read-data", "--no-lock", "--quiet");
        }
        PruneScene.backup(source, new MemorySource(1, 4, 4_000, KILLS), false);
        CopyScene.copy(source, destination);
        assertEquals(CopyScene.originals(source), CopyScene.originals(destination));
        CopyScene.assertNothingTwice(destination, "after the last copy");
        try (Repository repository = ScratchRepository.open(destination)) {
            assertEquals(
                    PruneScene.files(destination, FileType.PACK).size(),
                    repository.index().packs().size(),
                    "packs of the killed are in no index");
        }
        assertEquals(0, PruneScene.files(destination, FileType.LOCK).size(), "locks of the killed are left");
        assertTrue(unfinished > 0, "no copy was killed");
        System.out.println(unfinished + " of " + KILLS + " copies were killed");
    }
}
