package dev.holdfast.engine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class MemoryBackendTest implements BackendContract {
    @Override
    public Backend open() {
        return new MemoryBackend();
    }

    @Override
    public void plantForeignFiles() {
        // Its files can only be named by what names a repository's file.
    }

    @Test
    void filesStayAfterClosing() {
        MemoryBackend backend = new MemoryBackend();
        byte[] content = Samples.bytes(1, 10);
        backend.save(FileRef.CONFIG, content);

        backend.close();

        assertArrayEquals(content, backend.load(FileRef.CONFIG, Range.ALL));
    }
}
