package dev.holdfast.engine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class SystemErrorTest {
    /** In whatever language the tests run: the devices give the texts that are compared. */
    @Test
    void textsAreLearnedFromDevices() {
        assertFalse(SystemError.textOfFull().isEmpty());
        assertFalse(SystemError.textOfUnsupported().isEmpty());
        assertTrue(SystemError.isFull(new IOException(SystemError.textOfFull())));
        assertTrue(SystemError.isUnsupported(new IOException(SystemError.textOfUnsupported())));
    }

    @Test
    void fullAndUnsupportedAreToldFromOthers() {
        assertTrue(SystemError.isFull(new FileSystemException("f", null, "No space left on device")));
        assertTrue(SystemError.isFull(new IOException("Disk quota exceeded")));
        assertFalse(SystemError.isFull(new IOException("Input/output error")));
        assertFalse(SystemError.isFull(new IOException()));
        assertTrue(SystemError.isUnsupported(new IOException("Operation not supported")));
        assertFalse(SystemError.isUnsupported(new IOException("Input/output error")));
        assertFalse(SystemError.isUnsupported(new IOException()));
    }

    @Test
    void onlyWhatCannotPassIsPermanent() {
        assertTrue(SystemError.isPermanent(new AccessDeniedException("f")));
        assertTrue(SystemError.isPermanent(new FileSystemException("f", null, "Read-only file system")));
        assertFalse(SystemError.isPermanent(new IOException("Input/output error")));
    }

    @Test
    void reasonIsNeverEmpty() {
        assertEquals("IOException", SystemError.reason(new IOException()));
        assertEquals("Input/output error", SystemError.reason(new IOException("Input/output error")));
        assertTrue(SystemError.reason(new AccessDeniedException("f")).startsWith("permission denied"));
    }
}
