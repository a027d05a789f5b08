package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 read the way Go reads it: bytes that are no UTF-8 count as U+FFFD, each by itself.
 *
 * <p>Patterns are defined over this reading, so a name of any bytes can be matched.
 */
final class CodePoints {
    /** What a byte that is no UTF-8 reads as. */
    static final int REPLACEMENT = 0xfffd;

    private static final int WIDTH_SHIFT = 24;
    private static final int CODE_POINT_MASK = (1 << WIDTH_SHIFT) - 1;

    private CodePoints() {}

    /** Reads at {@code offset}: take the answer apart with {@link #codePoint} and {@link #width}. */
    static int read(ByteString bytes, int offset) {
        int first = bytes.at(offset) & 0xff;
        if (first < 0x80) {
            return 1 << WIDTH_SHIFT | first;
        }
        int width = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (width == 0 || offset + width > bytes.length()) {
            return invalid();
        }
        int value = first & 0xff >> width + 1;
        for (int i = 1; i < width; i++) {
            int next = bytes.at(offset + i) & 0xff;
            if ((next & 0xc0) != 0x80) {
                return invalid();
            }
            value = value << 6 | next & 0x3f;
        }
        boolean overlong = width == 3 && value < 0x800 || width == 4 && value < 0x10000;
        boolean surrogate = value >= 0xd800 && value <= 0xdfff;
        return overlong || surrogate || value > Character.MAX_CODE_POINT ? invalid() : width << WIDTH_SHIFT | value;
    }

    /** The code point of what {@link #read} gave. */
    static int codePoint(int read) {
        return read & CODE_POINT_MASK;
    }

    /** Number of bytes of what {@link #read} gave. */
    static int width(int read) {
        return read >>> WIDTH_SHIFT;
    }

    /** Whether {@link #read} met a byte that is no UTF-8. */
    static boolean isInvalid(int read) {
        return read == invalid();
    }

    private static int invalid() {
        return 1 << WIDTH_SHIFT | REPLACEMENT;
    }

    /**
     * All letters as small letters, one code point for one; in text with other than ASCII, invalid bytes become
     * U+FFFD.
     */
    static ByteString toLowerCase(ByteString bytes) {
        boolean ascii = true;
        boolean lower = true;
        for (int i = 0; i < bytes.length(); i++) {
            byte b = bytes.at(i);
            ascii &= b >= 0;
            lower &= !(b >= 'A' && b <= 'Z');
        }
        if (ascii) {
            return lower ? bytes : lowerAscii(bytes);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length() + 2);
        for (int i = 0; i < bytes.length(); ) {
            int read = read(bytes, i);
            i += width(read);
            out.writeBytes(
                    Character.toString(Character.toLowerCase(codePoint(read))).getBytes(StandardCharsets.UTF_8));
        }
        return ByteString.copyOf(out.toByteArray());
    }

    private static ByteString lowerAscii(ByteString bytes) {
        byte[] copy = bytes.toBytes();
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] >= 'A' && copy[i] <= 'Z') {
                copy[i] = (byte) (copy[i] + ('a' - 'A'));
            }
        }
        return ByteString.copyOf(copy);
    }

    /** Without the white space (in Unicode's sense) at both ends. */
    static ByteString trim(ByteString bytes) {
        int start = -1;
        int end = 0;
        for (int i = 0; i < bytes.length(); ) {
            int read = read(bytes, i);
            if (!isWhiteSpace(codePoint(read))) {
                start = start < 0 ? i : start;
                end = i + width(read);
            }
            i += width(read);
        }
        return start < 0 ? ByteString.EMPTY : slice(bytes, start, end);
    }

    private static boolean isWhiteSpace(int codePoint) {
        return codePoint >= 9 && codePoint <= 13 || codePoint == 0x85 || Character.isSpaceChar(codePoint);
    }

    /** The bytes from {@code start} to before {@code end}. */
    static ByteString slice(ByteString bytes, int start, int end) {
        if (start == 0 && end == bytes.length()) {
            return bytes;
        }
        byte[] part = new byte[end - start];
        for (int i = 0; i < part.length; i++) {
            part[i] = bytes.at(start + i);
        }
        return ByteString.copyOf(part);
    }
}
