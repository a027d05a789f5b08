package dev.holdfast.engine.op;

import dev.holdfast.engine.chunk.Chunker;
import dev.holdfast.engine.tree.Content;
import java.io.IOException;
import java.util.Arrays;

/** The part of a file that a thread has in memory: grows to one largest chunk and a read ahead, and is used again for the next file. */
final class ReadWindow {
    private static final int READ_SIZE = 512 << 10;
    private static final int FIRST_CAPACITY = 64 << 10;
    private static final int MAX_CAPACITY = Chunker.MAX + READ_SIZE;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int start;
    private int end;
    private boolean atEnd;

    void clear() {
        start = 0;
        end = 0;
        atEnd = false;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the bytes not yet taken begin. */
    int start() {
        return start;
    }

    /** Number of bytes not yet taken. */
    int available() {
        return end - start;
    }

    /** Whether all of the file has been read. */
    boolean isAtEnd() {
        return atEnd;
    }

    /** Reads until {@code wanted} bytes are available or the file ends; {@code expected} is the file's size as far as known. */
    void fill(Content.Reading reading, int wanted, long expected) throws IOException {
        while (available() < wanted && !atEnd) {
            readSome(reading, wanted, expected);
        }
    }

    private void readSome(Content.Reading reading, int wanted, long expected) throws IOException {
        makeRoom((int) Math.min(wanted, Math.max(expected, available()) + 1));
        int count = reading.read(bytes, end, Math.min(bytes.length - end, READ_SIZE));
        if (count < 0) {
            atEnd = true;
        } else {
            end += count;
        }
    }

    /** Sees to it that at least one byte can be read, and that {@code wanted} bytes will have room. */
    private void makeRoom(int wanted) {
        if (start > 0 && bytes.length - start < wanted) {
            System.arraycopy(bytes, start, bytes, 0, available());
            end -= start;
            start = 0;
        }
        int needed = Math.max(wanted, available() + 1);
        if (bytes.length - start < needed) {
            bytes = Arrays.copyOf(bytes, Math.min(MAX_CAPACITY, Math.max(needed, bytes.length * 4)));
        }
    }

    void take(int count) {
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
        }
    }
}
