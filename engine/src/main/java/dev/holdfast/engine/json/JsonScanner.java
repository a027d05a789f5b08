package dev.holdfast.engine.json;

import dev.holdfast.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;

/**
 * JSON's grammar: the part of {@link JsonReader} that knows where values begin and end, strict as RFC 8259 and UTF-8 are.
 *
 * <p>What is malformed is an {@link EngineException.DamagedFile} that says where; nesting is bounded. Of JSON that comes as a
 * stream only a window is in memory, which slides on before a value whose end it may not hold.
 */
abstract sealed class JsonScanner permits JsonReader {
    private static final int DEEPEST = 64;
    private static final int FIRST_WINDOW = 1 << 20;

    /** A stream's longest string; none that is looked at is nearly as long. */
    private static final int LARGEST_WINDOW = 16 << 20;

    /** No number, word or id is longer; strings may be. */
    private static final int LONGEST_TOKEN = 4096;

    private static final int NEVER = Integer.MAX_VALUE;

    private final String file;
    protected byte[] bytes;
    protected int end;
    protected int position;

    /** Bytes that lay before the first of {@link #bytes}. */
    private long passed;

    private final InputStream stream;

    /** Beyond this position a value's end may not be in the window. */
    private int slideBeyond;

    // The string read last: where its text lies, without quotes and with escapes resolved.
    protected byte[] text;
    protected int textStart;
    protected int textEnd;
    protected boolean textIsAscii;
    private byte[] scratch = new byte[0];

    JsonScanner(String file, byte[] bytes, int offset, int length) {
        this.file = file;
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
        this.text = bytes;
        this.stream = InputStream.nullInputStream();
        this.slideBeyond = NEVER;
    }

    /** The caller closes {@code stream}. */
    JsonScanner(String file, InputStream stream) {
        this.file = file;
        this.bytes = new byte[FIRST_WINDOW];
        this.text = bytes;
        this.stream = stream;
        this.slideBeyond = -1;
    }

    /** The error that says {@code reason} and where. */
    EngineException.DamagedFile damaged(String reason) {
        return new EngineException.DamagedFile(file, reason + " near byte " + (passed + position));
    }

    /** Where reading goes on. */
    int position() {
        return position;
    }

    /** Goes on at the front of other bytes, whose first is the one that lay at {@code start}. */
    void window(byte[] newBytes, int length, int start) {
        bytes = newBytes;
        text = newBytes;
        end = length;
        position = 0;
        passed += start;
    }

    /** Goes on elsewhere: at a position that was given before. */
    void moveTo(int newPosition) {
        position = newPosition;
    }

    /** Moves to the next byte that is no white space and gives it. */
    protected final byte peek() {
        do {
            while (position < end) {
                byte b = bytes[position];
                if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                    if (position > slideBeyond) {
                        slide();
                    }
                    return b;
                }
                position++;
            }
        } while (slide());
        throw damaged("it ends in the middle");
    }

    /** Moves what is not read yet to the window's front and reads on behind it; whether there was more. */
    private boolean slide() {
        if (slideBeyond == NEVER) {
            return false;
        }
        int kept = end - position;
        byte[] target = bytes;
        if (kept > bytes.length / 2) {
            if (bytes.length >= LARGEST_WINDOW) {
                throw damaged("a string is too long");
            }
            target = new byte[bytes.length * 2];
        }
        System.arraycopy(bytes, position, target, 0, kept);
        int length = kept;
        try {
            length += stream.readNBytes(target, kept, target.length - kept);
        } catch (IOException e) {
            throw new EngineException.DamagedFile(file, "its compressed bytes are not valid: " + e.getMessage());
        }
        window(target, length, position);
        slideBeyond = length < target.length ? NEVER : length - LONGEST_TOKEN;
        return length > kept;
    }

    protected final void expect(char c) {
        if (peek() != c) {
            throw damaged("'" + c + "' is missing");
        }
        position++;
    }

    /** Begins an object; whether it has a member. */
    boolean openObject() {
        return open('{', '}');
    }

    /** Begins an array; whether it has an element. */
    boolean openArray() {
        return open('[', ']');
    }

    /** After a member's value: whether there is one more. */
    boolean nextMember() {
        return next('}');
    }

    /** After an element: whether there is one more. */
    boolean nextElement() {
        return next(']');
    }

    private boolean open(char first, char last) {
        expect(first);
        if (peek() == last) {
            position++;
            return false;
        }
        return true;
    }

    private boolean next(char last) {
        byte b = peek();
        if (b != ',' && b != last) {
            throw damaged("',' or '" + last + "' is missing");
        }
        position++;
        return b == ',';
    }

    /** Reads {@code null} if it comes next. */
    boolean tryNull() {
        if (peek() != 'n') {
            return false;
        }
        literal("null");
        return true;
    }

    boolean bool() {
        boolean value = peek() == 't';
        literal(value ? "true" : "false");
        return value;
    }

    private void literal(String word) {
        if (end - position < word.length()) {
            throw damaged("it ends in the middle");
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[position + i] != word.charAt(i)) {
                throw damaged("a value of another type was expected");
            }
        }
        position += word.length();
    }

    /** Ends reading: only white space may follow. */
    void close() {
        do {
            for (; position < end; position++) {
                byte b = bytes[position];
                if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                    throw damaged("something follows the end");
                }
            }
        } while (slide());
    }

    /** Reads over any value. */
    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (depth > DEEPEST) {
            throw damaged("it is nested too deeply");
        }
        switch (peek()) {
            case '{' -> {
                for (boolean more = openObject(); more; more = nextMember()) {
                    string();
                    expect(':');
                    skip(depth + 1);
                }
            }
            case '[' -> {
                for (boolean more = openArray(); more; more = nextElement()) {
                    skip(depth + 1);
                }
            }
            case '"' -> string();
            case 't', 'f' -> bool();
            case 'n' -> literal("null");
            default -> skipNumber();
        }
    }

    private void skipNumber() {
        if (bytes[position] == '-') {
            position++;
        }
        int start = position;
        int whole = skipDigits();
        if (whole > 1 && bytes[start] == '0') {
            throw damaged("a number begins with 0");
        }
        if (position < end && bytes[position] == '.') {
            position++;
            skipDigits();
        }
        if (position < end && (bytes[position] == 'e' || bytes[position] == 'E')) {
            position++;
            if (position < end && (bytes[position] == '+' || bytes[position] == '-')) {
                position++;
            }
            skipDigits();
        }
    }

    private int skipDigits() {
        int start = position;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            position++;
        }
        if (position == start) {
            throw damaged("a value was expected");
        }
        return position - start;
    }

    /** Reads a string so that its text can be used; whether it had escapes. */
    protected final boolean string() {
        expect('"');
        int start = position;
        int at = start;
        int highBits = 0;
        boolean escaped = false;
        while (true) {
            if (at >= end) {
                position = start;
                if (!slide()) {
                    throw damaged("a string does not end");
                }
                at -= start;
                start = 0;
                continue;
            }
            byte b = bytes[at];
            if (b == '"') {
                break;
            }
            if (b == '\\') {
                escaped = true;
                // The escaped character is looked at when the escapes are resolved.
                at += 2;
                continue;
            }
            if (b >= 0 && b < ' ') {
                position = at;
                throw damaged("a string has a control character");
            }
            highBits |= b;
            at++;
        }
        if (highBits < 0 && Utf8.firstInvalid(bytes, start, at) < at) {
            throw damaged("a string is not UTF-8");
        }
        text = bytes;
        textStart = start;
        textEnd = at;
        textIsAscii = highBits >= 0;
        if (escaped) {
            resolveEscapes();
        }
        position = at + 1;
        return escaped;
    }

    private void resolveEscapes() {
        int size = textEnd - textStart;
        if (scratch.length < size) {
            scratch = new byte[Math.max(size, Math.min(2 * scratch.length, 1 << 16))];
        }
        JsonEscapes escapes = new JsonEscapes(bytes, textStart, textEnd, scratch);
        int length = escapes.resolve();
        if (length < 0) {
            throw damaged("a string has a bad escape");
        }
        text = scratch;
        textStart = 0;
        textEnd = length;
        textIsAscii = false;
    }
}
