package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;

/** The path under {@code /proc} that leads to what a descriptor of this process stands for. */
final class DescriptorPath {
    private static final String DIRECTORY = "/proc/self/fd";

    private DescriptorPath() {}

    static ByteString of(int descriptor) {
        return ByteString.of(DIRECTORY + "/" + descriptor);
    }

    /** Whether there is a {@code /proc}: a bare chroot has none. */
    static boolean isAvailable() {
        return Files.isDirectory(Path.of(DIRECTORY));
    }
}
