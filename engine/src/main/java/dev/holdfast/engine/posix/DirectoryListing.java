package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.NodeType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the records that {@code getdents64} writes. */
final class DirectoryListing {
    private static final int SIZE_AT = 16;
    private static final int TYPE_AT = 18;
    private static final int NAME_AT = 19;

    private DirectoryListing() {}

    /**
     * Reads all entries from the descriptor's position on, but for {@code .} and {@code ..}. Returns 0 or the
     * negative error number.
     */
    static int read(int descriptor, Consumer<DirectoryEntry> each) {
        try (Scratch scratch = Scratch.take();
                NativeBuffer buffer = NativeBuffer.take(NativeBuffer.LARGE)) {
            byte[] names = new byte[0];
            while (true) {
                int length = (int) scratch.callLong(LibC.GETDENTS64, descriptor, buffer.address(), buffer.size(), 0);
                if (length <= 0) {
                    return length;
                }
                if (names.length < length) {
                    names = new byte[length];
                }
                buffer.memory().get(0, names, 0, length);
                parse(buffer, names, length, each);
            }
        }
    }

    private static void parse(NativeBuffer buffer, byte[] records, int length, Consumer<DirectoryEntry> each) {
        int at = 0;
        while (at < length) {
            int next = at + (buffer.memory().getShort(at + SIZE_AT) & 0xffff);
            int start = at + NAME_AT;
            int end = start;
            while (end < next && records[end] != 0) {
                end++;
            }
            if (!isDots(records, start, end - start)) {
                each.accept(new DirectoryEntry(
                        ByteString.copyOf(records, start, end - start),
                        buffer.memory().getLong(at),
                        type(records[at + TYPE_AT])));
            }
            at = next;
        }
    }

    private static boolean isDots(byte[] records, int start, int length) {
        return records[start] == '.' && (length == 1 || length == 2 && records[start + 1] == '.');
    }

    private static @Nullable NodeType type(byte type) {
        return switch (type) {
            case 1 -> NodeType.FIFO;
            case 2 -> NodeType.CHARACTER_DEVICE;
            case 4 -> NodeType.DIRECTORY;
            case 6 -> NodeType.BLOCK_DEVICE;
            case 8 -> NodeType.FILE;
            case 10 -> NodeType.SYMLINK;
            case 12 -> NodeType.SOCKET;
            default -> null;
        };
    }
}
