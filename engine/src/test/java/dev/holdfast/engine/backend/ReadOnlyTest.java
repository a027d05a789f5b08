package dev.holdfast.engine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.FaultyBackend.Operation;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadOnlyTest {
    private final FaultyBackend inner = new FaultyBackend(new MemoryBackend(), FaultScript.none());
    private final Backend backend = new ReadOnly(inner);

    @Test
    void changesAreRefusedForGoodAndNotPassedOn() {
        byte[] content = Samples.bytes(1, 10);

        assertTrue(assertThrows(BackendFailure.class, backend::create).isPermanent());
        assertTrue(assertThrows(BackendFailure.class, () -> backend.save(FileRef.CONFIG, content))
                .isPermanent());
        assertTrue(assertThrows(BackendFailure.class, () -> backend.delete(FileRef.CONFIG))
                .isPermanent());
        assertTrue(assertThrows(BackendFailure.class, () -> backend.removeLeftovers(Instant.EPOCH))
                .isPermanent());

        assertEquals(List.of(), inner.calls());
        assertFalse(backend.capabilities().mayDelete());
    }

    @Test
    void everythingCanBeRead() {
        byte[] content = Samples.bytes(1, 10);
        inner.save(FileRef.CONFIG, content);
        List<FileInfo> told = new ArrayList<>();
        byte[] target = new byte[10];

        backend.list(FileType.CONFIG, told::add);
        backend.load(FileRef.CONFIG, 0, target, 0, 10);

        assertEquals(List.of(new FileInfo(FileRef.CONFIG, 10)), told);
        assertArrayEquals(content, target);
        assertArrayEquals(content, backend.load(FileRef.CONFIG, Range.ALL));
        assertEquals(Optional.of(new FileInfo(FileRef.CONFIG, 10)), backend.stat(FileRef.CONFIG));
        assertEquals(
                List.of(Operation.SAVE, Operation.LIST, Operation.LOAD, Operation.LOAD, Operation.STAT),
                inner.calls().stream().map(FaultyBackend.Call::operation).toList());
    }
}
