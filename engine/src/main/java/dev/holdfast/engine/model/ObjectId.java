package dev.holdfast.engine.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The SHA-256 that names a blob (of its plain bytes) or a file of the repository (of its stored bytes).
 *
 * <p>Kept as four big-endian longs, so that an id costs no array; ordered as unsigned bytes.
 */
public record ObjectId(long first, long second, long third, long fourth) implements Comparable<ObjectId> {
    /** Length of an id in bytes. */
    public static final int BYTES = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Reads the 32 bytes of {@code bytes} that begin at {@code offset}. */
    public static ObjectId read(byte[] bytes, int offset) {
        return new ObjectId(
                (long) LONG.get(bytes, offset),
                (long) LONG.get(bytes, offset + 8),
                (long) LONG.get(bytes, offset + 16),
                (long) LONG.get(bytes, offset + 24));
    }

    /** The id whose bytes are the 32 bytes of {@code digest}. */
    public static ObjectId of(byte[] digest) {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("an id has 32 bytes, not " + digest.length);
        }
        return read(digest, 0);
    }

    /**
     * Parses 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else
     */
    public static ObjectId parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("an id has 64 hexadecimal digits: " + hex);
        }
        return new ObjectId(
                HexFormat.fromHexDigitsToLong(hex, 0, 16),
                HexFormat.fromHexDigitsToLong(hex, 16, 32),
                HexFormat.fromHexDigitsToLong(hex, 32, 48),
                HexFormat.fromHexDigitsToLong(hex, 48, 64));
    }

    /** Whether {@code name} is what {@link #toString} of some id gives: 64 lower-case hexadecimal digits. */
    public static boolean isName(String name) {
        if (name.length() != 2 * BYTES) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    /** Writes the 32 bytes into {@code target} at {@code offset}. */
    public void write(byte[] target, int offset) {
        LONG.set(target, offset, first);
        LONG.set(target, offset + 8, second);
        LONG.set(target, offset + 16, third);
        LONG.set(target, offset + 24, fourth);
    }

    /** The 32 bytes. */
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        write(bytes, 0);
        return bytes;
    }

    /** All bits zero: never a real id. */
    public boolean isNull() {
        return (first | second | third | fourth) == 0;
    }

    /** The first eight digits, for people. */
    public String shortName() {
        return toString().substring(0, 8);
    }

    @Override
    public int hashCode() {
        return (int) (first >>> 32 ^ first);
    }

    @Override
    public int compareTo(ObjectId other) {
        int order = Long.compareUnsigned(first, other.first);
        if (order == 0) {
            order = Long.compareUnsigned(second, other.second);
        }
        if (order == 0) {
            order = Long.compareUnsigned(third, other.third);
        }
        return order != 0 ? order : Long.compareUnsigned(fourth, other.fourth);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(first) + hex.toHexDigits(second) + hex.toHexDigits(third) + hex.toHexDigits(fourth);
    }
}
