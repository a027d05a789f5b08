package dev.holdfast.engine.json;

import dev.holdfast.engine.model.ByteString;

/** UTF-8 as Go reads it: no surrogates, no overlong forms, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Bytes of the character that begins at {@code at}, or 0 if the bytes there are not valid. */
    static int size(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (size == 0 || end - at < size) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** The character of {@code size} valid bytes at {@code at}. */
    static int codePoint(byte[] bytes, int at, int size) {
        return switch (size) {
            case 1 -> bytes[at];
            case 2 -> (bytes[at] & 0x1f) << 6 | bytes[at + 1] & 0x3f;
            case 3 -> (bytes[at] & 0x0f) << 12 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f;
            default ->
                (bytes[at] & 0x07) << 18
                        | (bytes[at + 1] & 0x3f) << 12
                        | (bytes[at + 2] & 0x3f) << 6
                        | bytes[at + 3] & 0x3f;
        };
    }

    /** The bytes with U+FFFD in place of each that is not valid. */
    static ByteString replaced(byte[] bytes) {
        JsonBytes out = new JsonBytes(3 * bytes.length);
        for (int at = 0; at < bytes.length; ) {
            int size = size(bytes, at, bytes.length);
            out.codePoint(size == 0 ? 0xfffd : codePoint(bytes, at, size));
            at += Math.max(size, 1);
        }
        return ByteString.copyOf(out.array(), 0, out.length());
    }

    /** Where the first byte lies that is not valid, or {@code end}. */
    static int firstInvalid(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            int size = size(bytes, at, end);
            if (size == 0) {
                return at;
            }
            at += size;
        }
        return end;
    }
}
