package dev.holdfast.engine.json;

import dev.holdfast.engine.model.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * File names as trees hold them: Go's {@code strconv.Quote} without the outer quotes, so that any bytes survive in text.
 *
 * <p>What is printable depends on a version of Unicode, see {@link YoungCharacters}. A name quoted by other tables still
 * reads back to the same bytes; only the tree's id differs.
 */
public final class QuotedName {
    private static final int PRINTABLE = 1 << Character.UPPERCASE_LETTER
            | 1 << Character.LOWERCASE_LETTER
            | 1 << Character.TITLECASE_LETTER
            | 1 << Character.MODIFIER_LETTER
            | 1 << Character.OTHER_LETTER
            | 1 << Character.NON_SPACING_MARK
            | 1 << Character.ENCLOSING_MARK
            | 1 << Character.COMBINING_SPACING_MARK
            | 1 << Character.DECIMAL_DIGIT_NUMBER
            | 1 << Character.LETTER_NUMBER
            | 1 << Character.OTHER_NUMBER
            | 1 << Character.DASH_PUNCTUATION
            | 1 << Character.START_PUNCTUATION
            | 1 << Character.END_PUNCTUATION
            | 1 << Character.CONNECTOR_PUNCTUATION
            | 1 << Character.OTHER_PUNCTUATION
            | 1 << Character.INITIAL_QUOTE_PUNCTUATION
            | 1 << Character.FINAL_QUOTE_PUNCTUATION
            | 1 << Character.MATH_SYMBOL
            | 1 << Character.CURRENCY_SYMBOL
            | 1 << Character.MODIFIER_SYMBOL
            | 1 << Character.OTHER_SYMBOL;
    private static final String LETTERS = "abfnrtv\\\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\\"";

    private QuotedName() {}

    /** Writes {@code name}, quoted, as a JSON string. */
    static void append(JsonBytes out, ByteString name) {
        // A plain name has no control character, quote or backslash; DEL is the one more that quoting changes.
        if (name.contains((byte) 0x7f) || !out.tryPlain(name)) {
            out.escaped(quote(name.toBytes()));
        }
    }

    /** The quoted form of {@code raw}: UTF-8 text; {@code raw} itself if nothing needs quoting. */
    public static byte[] quote(byte[] raw) {
        int at = unquotedLength(raw);
        if (at == raw.length) {
            return raw;
        }
        JsonBytes out = new JsonBytes(raw.length * 2);
        out.raw(Arrays.copyOf(raw, at));
        while (at < raw.length) {
            int size = Utf8.size(raw, at, raw.length);
            if (size == 0) {
                appendByte(out, raw[at]);
                at++;
            } else {
                appendCharacter(out, Utf8.codePoint(raw, at, size));
                at += size;
            }
        }
        return out.toBytes();
    }

    /** {@code name} for messages, in quotes: whatever it holds, every byte shows and it stays on one line. */
    public static String readable(ByteString name) {
        return '"' + new String(quote(name.toBytes()), StandardCharsets.UTF_8) + '"';
    }

    private static int unquotedLength(byte[] raw) {
        int at = 0;
        while (at < raw.length) {
            int size = Utf8.size(raw, at, raw.length);
            if (size == 0 || !isLiteral(Utf8.codePoint(raw, at, size))) {
                return at;
            }
            at += size;
        }
        return at;
    }

    private static boolean isLiteral(int c) {
        return c != '"' && c != '\\' && isPrintable(c);
    }

    private static boolean isPrintable(int c) {
        return c == ' ' || (PRINTABLE >>> Character.getType(c) & 1) != 0 && !YoungCharacters.contains(c);
    }

    private static void appendCharacter(JsonBytes out, int c) {
        if (isLiteral(c)) {
            out.codePoint(c);
            return;
        }
        int letter = MEANINGS.indexOf(c);
        if (letter >= 0) {
            out.raw('\\');
            out.raw(LETTERS.charAt(letter));
        } else if (c < 0x80) {
            appendByte(out, (byte) c);
        } else if (c < 0x10000) {
            out.raw('\\');
            out.raw('u');
            out.hexDigits(c, 4);
        } else {
            out.raw('\\');
            out.raw('U');
            out.hexDigits(c, 8);
        }
    }

    private static void appendByte(JsonBytes out, byte b) {
        out.raw('\\');
        out.raw('x');
        out.hexDigits(b, 2);
    }

    /** The name that the quoted UTF-8 text from {@code start} to {@code end} stands for, or null if it is malformed. */
    public static @Nullable ByteString unquote(byte[] quoted, int start, int end) {
        JsonBytes out = new JsonBytes(end - start);
        for (int at = start; at < end; ) {
            byte b = quoted[at];
            if (b == '"' || b == '\n') {
                return null;
            }
            if (b != '\\') {
                out.raw((char) b);
                at++;
                continue;
            }
            int next = unescape(out, quoted, at + 1, end);
            if (next < 0) {
                return null;
            }
            at = next;
        }
        return ByteString.copyOf(out.array(), 0, out.length());
    }

    /** Writes what the escape after a backslash means and gives where it ends, or -1 if it is none. */
    private static int unescape(JsonBytes out, byte[] quoted, int at, int end) {
        if (at == end) {
            return -1;
        }
        char c = (char) quoted[at];
        return switch (c) {
            case 'x' -> unescapeByte(out, number(quoted, at + 1, 2, 4, end), at + 3);
            case 'u' -> unescapeCharacter(out, number(quoted, at + 1, 4, 4, end), at + 5);
            case 'U' -> unescapeCharacter(out, number(quoted, at + 1, 8, 4, end), at + 9);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> unescapeByte(out, number(quoted, at, 3, 3, end), at + 3);
            default -> {
                int letter = LETTERS.indexOf(c);
                if (letter < 0) {
                    yield -1;
                }
                out.raw(MEANINGS.charAt(letter));
                yield at + 1;
            }
        };
    }

    private static int unescapeByte(JsonBytes out, long value, int next) {
        if (value < 0 || value > 0xff) {
            return -1;
        }
        out.raw((char) value);
        return next;
    }

    private static int unescapeCharacter(JsonBytes out, long value, int next) {
        if (value < 0
                || value > Character.MAX_CODE_POINT
                || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
            return -1;
        }
        out.codePoint((int) value);
        return next;
    }

    /** The number that {@code count} digits of {@code bitsPerDigit} stand for, or -1. */
    private static long number(byte[] text, int at, int count, int bitsPerDigit, int end) {
        if (end - at < count) {
            return -1;
        }
        long value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = Character.digit(text[i], 1 << bitsPerDigit);
            if (digit < 0) {
                return -1;
            }
            value = value << bitsPerDigit | digit;
        }
        return value;
    }
}
