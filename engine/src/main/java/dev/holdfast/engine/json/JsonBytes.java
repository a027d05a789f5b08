package dev.holdfast.engine.json;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A growing buffer of JSON text that writes values byte for byte as Go's {@code encoding/json} does with HTML escaping on.
 *
 * <p>Kept and reused by its owner, so that encoding makes no garbage; not for several threads.
 */
public final class JsonBytes {
    /** Of no more bytes: an array can hold them, and what they may become when compressed or sealed. */
    public static final int LARGEST = 2000 << 20;

    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] REPLACEMENT = ascii("\\ufffd");
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** For each ASCII character whether it stands for itself in a string. */
    private static final boolean[] PLAIN = plain();

    private byte[] bytes;
    private int length;

    /** An empty buffer with room for {@code capacity} bytes. */
    public JsonBytes(int capacity) {
        bytes = new byte[Math.max(capacity, 64)];
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[128];
        for (int c = ' '; c < 128; c++) {
            plain[c] = "\"\\<>&".indexOf(c) < 0;
        }
        return plain;
    }

    /** Whether {@code b} is an ASCII character that needs no escape in a string. */
    static boolean isPlain(byte b) {
        return b >= 0 && PLAIN[b];
    }

    /** Number of bytes written. */
    public int length() {
        return length;
    }

    /** The buffer itself, of which the first {@link #length} bytes count; valid until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets everything from {@code newLength} on. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot cut " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            long needed = (long) length + more;
            if (needed > LARGEST) {
                throw new EngineException.SystemFailure(
                        "a list of more than 2000 MiB does not fit in memory", null, null);
            }
            bytes = Arrays.copyOf(bytes, (int)
                    Math.min(LARGEST, Math.max(needed, (long) length + (length >> 1) + 256)));
        }
    }

    /** Writes {@code text} as it is. */
    public void raw(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    /** Writes {@code text}, JSON already, as it is. */
    void rawText(String text) {
        raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one ASCII character as it is. */
    public void raw(char c) {
        room(1);
        bytes[length++] = (byte) c;
    }

    /** Writes once more what was written from {@code start} to {@code end}. */
    void repeat(int start, int end) {
        room(end - start);
        System.arraycopy(bytes, start, bytes, length, end - start);
        length += end - start;
    }

    /** Writes an unsigned 64 bit number. */
    public void number(long value) {
        room(20);
        if (value >= 0 && value <= Integer.MAX_VALUE) {
            small((int) value);
            return;
        }
        long high = Long.divideUnsigned(value, 1_000_000_000);
        int low = (int) (value - high * 1_000_000_000);
        number(high);
        room(9);
        digits(low, 9);
    }

    private void small(int value) {
        int digits = 1;
        for (int limit = 10; digits < 10 && value >= limit; limit *= 10) {
            digits++;
        }
        digits(value, digits);
    }

    private void digits(int value, int digits) {
        int rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            int high = rest / 10;
            bytes[at] = (byte) ('0' + rest - high * 10);
            rest = high;
        }
        length += digits;
    }

    /** Writes the 64 digits of {@code id} in quotes. */
    public void id(ObjectId id) {
        room(66);
        bytes[length] = '"';
        hex(id.first(), length + 1);
        hex(id.second(), length + 17);
        hex(id.third(), length + 33);
        hex(id.fourth(), length + 49);
        bytes[length + 65] = '"';
        length += 66;
    }

    private void hex(long value, int at) {
        LONG.set(bytes, at, Hex.digits(value >>> 32));
        LONG.set(bytes, at + 8, Hex.digits(value & 0xffff_ffffL));
    }

    /** Writes {@code time} in quotes, see {@link GoTime}. */
    public void time(Timestamp time) {
        room(GoTime.LONGEST + 2);
        bytes[length] = '"';
        int end = GoTime.write(bytes, length + 1, time);
        bytes[end] = '"';
        length = end + 1;
    }

    /** Writes {@code value} in base64 with padding, in quotes. */
    public void base64(ByteString value) {
        raw('"');
        raw(Base64.getEncoder().encode(value.toBytes()));
        raw('"');
    }

    /** Writes {@code text} as a string; half a surrogate pair becomes U+FFFD. */
    public void text(String text) {
        int size = text.length();
        room(size + 2);
        int start = length;
        bytes[length++] = '"';
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c >= 128 || !PLAIN[c]) {
                length = start;
                escaped(utf8(text));
                return;
            }
            bytes[length++] = (byte) c;
        }
        bytes[length++] = '"';
    }

    /** UTF-8 where half a surrogate pair is U+FFFD in its escaped form, for which a byte that is never valid stands. */
    private static byte[] utf8(String text) {
        JsonBytes out = new JsonBytes(text.length() * 3);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.raw((char) 0xff);
            } else {
                out.codePoint(c);
            }
        }
        return out.toBytes();
    }

    /** Writes a code point in UTF-8. */
    void codePoint(int c) {
        room(4);
        if (c < 0x80) {
            bytes[length++] = (byte) c;
        } else if (c < 0x800) {
            bytes[length++] = (byte) (0xc0 | c >> 6);
            bytes[length++] = (byte) (0x80 | c & 0x3f);
        } else if (c < 0x10000) {
            bytes[length++] = (byte) (0xe0 | c >> 12);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3f);
            bytes[length++] = (byte) (0x80 | c & 0x3f);
        } else {
            bytes[length++] = (byte) (0xf0 | c >> 18);
            bytes[length++] = (byte) (0x80 | c >> 12 & 0x3f);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3f);
            bytes[length++] = (byte) (0x80 | c & 0x3f);
        }
    }

    /** Writes {@code text}, meant as UTF-8, as a string; each byte that is not valid UTF-8 becomes U+FFFD. */
    public void text(ByteString text) {
        if (!tryPlain(text)) {
            escaped(text.toBytes());
        }
    }

    /** Writes {@code text} in quotes if no byte needs an escape; else writes nothing. */
    boolean tryPlain(ByteString text) {
        int size = text.length();
        room(size + 2);
        text.copyTo(bytes, length + 1);
        for (int i = length + 1; i <= length + size; i++) {
            byte b = bytes[i];
            if (b < 0 || !PLAIN[b]) {
                return false;
            }
        }
        bytes[length] = '"';
        bytes[length + size + 1] = '"';
        length += size + 2;
        return true;
    }

    /** Writes {@code utf8} as a string with the escapes it needs. */
    void escaped(byte[] utf8) {
        room(utf8.length + 2);
        bytes[length++] = '"';
        for (int i = 0; i < utf8.length; ) {
            byte b = utf8[i];
            if (b >= 0) {
                escape(b);
                i++;
                continue;
            }
            int size = Utf8.size(utf8, i, utf8.length);
            if (size == 0) {
                raw(REPLACEMENT);
                i++;
            } else if (isLineSeparator(utf8, i, size)) {
                unicodeEscape(0x2000 | utf8[i + 2] & 0x3f);
                i += size;
            } else {
                room(size);
                System.arraycopy(utf8, i, bytes, length, size);
                length += size;
                i += size;
            }
        }
        raw('"');
    }

    /** U+2028 and U+2029, which JavaScript takes for the end of a line. */
    private static boolean isLineSeparator(byte[] utf8, int at, int size) {
        return size == 3 && utf8[at] == (byte) 0xe2 && utf8[at + 1] == (byte) 0x80 && (utf8[at + 2] & 0xfe) == 0xa8;
    }

    private void escape(byte b) {
        room(6);
        if (PLAIN[b]) {
            bytes[length++] = b;
            return;
        }
        char letter = switch (b) {
            case '"', '\\' -> (char) b;
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
        if (letter == 0) {
            unicodeEscape(b);
        } else {
            bytes[length++] = '\\';
            bytes[length++] = (byte) letter;
        }
    }

    private void unicodeEscape(int c) {
        room(6);
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        hexDigits(c, 4);
    }

    /** Writes the lowest {@code digits} hexadecimal digits of {@code value}. */
    void hexDigits(int value, int digits) {
        room(digits);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            bytes[length++] = HEX[value >>> shift & 15];
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
