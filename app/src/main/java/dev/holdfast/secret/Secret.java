package dev.holdfast.secret;

import java.util.Arrays;

/** The bytes of a secret; shows nothing of them and wipes them on close. */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A secret with a copy of {@code bytes}. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** A copy of the bytes, for the caller to wipe. */
    public byte[] toBytes() {
        if (closed) {
            throw new IllegalStateException("the secret was wiped");
        }
        return bytes.clone();
    }

    /** Number of bytes. */
    public int length() {
        return bytes.length;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "***";
    }
}
