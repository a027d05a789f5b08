package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.Soundness;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a prune marks and what it sweeps. */
final class TwoPhasePruneTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plus(TwoPhaseScene.GRACE);

    @TempDir
    private Path home;

    private final MemoryBackend backend = PruneScene.made();
    private final Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);

    @Test
    void whatIsMarkedStaysUntilItsTimeHasCome() {
        int packs = packs(backend);

        PrunePlan marking = TwoPhaseScene.prune(backend, NOW);

        PruneFigures.Marks marks = marking.figures().marks();
        assertTrue(marks.marked().packs() > 5, marks::toString);
        assertEquals(LATER, marks.keptUntil());
        assertTrue(packs(backend) >= packs);
        assertEquals(snapshots, Soundness.read(backend));

        PrunePlan waiting = TwoPhaseScene.prune(backend, LATER.minusSeconds(1));
        assertEquals(marks.marked(), waiting.figures().marks().waiting());
        assertEquals(PruneFigures.Files.NONE, waiting.figures().marks().held());
        assertTrue(packs(backend) >= packs);

        PrunePlan sweeping = TwoPhaseScene.prune(backend, LATER);
        assertEquals(marks.marked(), sweeping.figures().marks().swept());
        assertEquals(snapshots, Soundness.read(backend));
        assertTrue(TwoPhaseScene.plan(backend, LATER).isEmpty());
        assertTrue(PruneScene.plan(backend, PruneScene.thorough()).isEmpty());
        assertFalse(TwoPhaseScene.index(backend).hasMarks());
    }

    @Test
    void resticFindsNothingWrongInBetween() {
        Path folder = home.resolve("repository");
        LocalBackend local = LocalBackend.at(folder);
        local.create();
        PruneScene.copy(backend, local);

        TwoPhaseScene.prune(local, NOW);
        String marked = ResticProgram.newest(folder).run("check", "--read-data", "--no-lock");
        TwoPhaseScene.prune(local, LATER);
        String swept = ResticProgram.newest(folder).run("check", "--read-data", "--no-lock");

        assertTrue(marked.contains("additional files"), marked);
        assertFalse(swept.contains("additional files"), swept);
        assertEquals(snapshots, Soundness.read(local));
    }

    private static int packs(Backend backend) {
        return PruneScene.files(backend, FileType.PACK).size();
    }
}
