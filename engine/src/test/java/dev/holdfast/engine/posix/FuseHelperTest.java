package dev.holdfast.engine.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code fusermount3}, by which users mount who may not. */
final class FuseHelperTest {
    @TempDir
    private Path folder;

    private static boolean isMounted(Path place) throws IOException {
        return Files.readString(Path.of("/proc/self/mounts")).contains(" " + place + " fuse.holdfast ro,nosuid,nodev");
    }

    @Test
    void mountsAndGivesTheDescriptorAndUnmounts() throws Exception {
        int descriptor = FuseHelper.mount(ByteString.of(folder.toString()), "");

        assertTrue(descriptor > 2);
        assertTrue(isMounted(folder));
        assertEquals(
                "/dev/fuse",
                Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString());
        FuseHelper.unmount(ByteString.of(folder.toString()), false);
        assertFalse(isMounted(folder));
        try (Scratch scratch = Scratch.take()) {
            assertEquals(0, scratch.closeDescriptor(descriptor));
        }
    }

    @Test
    void whatItRefusesIsToldInItsWords() {
        ByteString missing = ByteString.of(folder + "/missing");

        FuseHelperException e = assertThrows(FuseHelperException.class, () -> FuseHelper.mount(missing, ""));

        assertTrue(String.valueOf(e.getMessage()).contains("No such file"), e::getMessage);
        assertFalse(e.isMissing());
    }
}
