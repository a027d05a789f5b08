package dev.holdfast.engine.json;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A pull parser for JSON that reads ids, times and numbers straight from the bytes.
 *
 * <p>What is malformed or of the wrong type is an {@link EngineException.DamagedFile} that says where, and no value takes
 * more memory than a small multiple of its text. Written by hand because trees and indexes are read in short-lived
 * processes, where a general parser spends more on starting than on reading.
 *
 * <p>Objects and arrays are read so: {@code for (boolean more = in.openObject(); more; more = in.nextMember())
 * switch (in.key(KEYS)) ...}, each value being read or {@link #skip skipped} once.
 */
final class JsonReader extends JsonScanner {
    private static final long UNSIGNED_32 = 0xffff_ffffL;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    // The time read last and where its text lies.
    private Timestamp time = Timestamp.ZERO;
    private int timeStart;
    private int timeEnd;

    /** @param file what the bytes are, for messages */
    JsonReader(String file, byte[] bytes, int offset, int length) {
        super(file, bytes, offset, length);
    }

    /** @param file what the bytes are, for messages */
    JsonReader(String file, InputStream stream) {
        super(file, stream);
    }

    @Override
    void window(byte[] newBytes, int length, int start) {
        super.window(newBytes, length, start);
        timeEnd = timeStart;
    }

    /** Reads a member's key and gives its number, or {@link JsonKeys#UNKNOWN}. */
    int key(JsonKeys keys) {
        string();
        int key = keys.find(text, textStart, textEnd);
        expect(':');
        return key;
    }

    /** Reads a string and gives its number among {@code words}, or {@link JsonKeys#UNKNOWN}. */
    int word(JsonKeys words) {
        string();
        return words.find(text, textStart, textEnd);
    }

    /** {@code seen} with the bit of {@code key}; a key that comes twice is damage, as readers may differ on which one counts. */
    int once(int seen, int key) {
        if (key == JsonKeys.UNKNOWN) {
            return seen;
        }
        int bit = 1 << key;
        if ((seen & bit) != 0) {
            throw damaged("a key is there twice");
        }
        return seen | bit;
    }

    /** Reads a whole number of 0 to 2^64-1. */
    long unsigned() {
        peek();
        int start = position;
        long value = 0;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            int digit = bytes[position] - '0';
            int count = position - start;
            if (count >= 19 && (count > 19 || Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0)) {
                throw damaged("a number is too large");
            }
            value = value * 10 + digit;
            position++;
        }
        int count = position - start;
        if (count == 0 || count > 1 && bytes[start] == '0' || position < end && isNumberPart(bytes[position])) {
            throw damaged("a whole number was expected");
        }
        return value;
    }

    /** Reads a whole number of 0 to 2^32-1. */
    long unsigned32() {
        long value = unsigned();
        if (value < 0 || value > UNSIGNED_32) {
            throw damaged("a number is too large");
        }
        return value;
    }

    /** Reads a whole number that may be negative. */
    long signed() {
        boolean negative = peek() == '-';
        if (negative) {
            position++;
            if (position == end || bytes[position] < '0' || bytes[position] > '9') {
                throw damaged("a whole number was expected");
            }
        }
        long value = unsigned();
        if (value < 0) {
            throw damaged("a number is too large");
        }
        return negative ? -value : value;
    }

    private static boolean isNumberPart(byte b) {
        return b >= '0' && b <= '9' || b == '.' || b == 'e' || b == 'E' || b == '-' || b == '+';
    }

    /** Reads an id: 64 lower-case hexadecimal digits. */
    ObjectId id() {
        expect('"');
        int at = position;
        if (end - at < 65 || bytes[at + 64] != '"') {
            throw damaged("an id was expected");
        }
        long first = hex(at);
        long second = hex(at + 16);
        long third = hex(at + 32);
        long fourth = hex(at + 48);
        position = at + 65;
        return new ObjectId(first, second, third, fourth);
    }

    private long hex(int at) {
        long high = Hex.value((long) LONG.get(bytes, at));
        long low = Hex.value((long) LONG.get(bytes, at + 8));
        if ((high | low) < 0) {
            throw damaged("an id was expected");
        }
        return high << 32 | low;
    }

    /** Reads a string as text; half a surrogate pair is U+FFFD. */
    String text() {
        string();
        return new String(
                text,
                textStart,
                textEnd - textStart,
                textIsAscii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Reads a string as text, giving {@code previous} itself if it is the same. */
    String text(String previous) {
        string();
        int size = textEnd - textStart;
        if (textIsAscii && previous.length() == size) {
            int same = 0;
            while (same < size && previous.charAt(same) == text[textStart + same]) {
                same++;
            }
            if (same == size) {
                return previous;
            }
        }
        return new String(text, textStart, size, textIsAscii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Reads a string as its UTF-8 bytes. */
    ByteString bytes() {
        string();
        return ByteString.copyOf(text, textStart, textEnd - textStart);
    }

    /** Reads a quoted name. */
    ByteString name() {
        boolean escaped = string();
        if (!escaped) {
            return ByteString.copyOf(text, textStart, textEnd - textStart);
        }
        ByteString name = QuotedName.unquote(text, textStart, textEnd);
        if (name == null) {
            throw damaged("a name is quoted wrongly");
        }
        return name;
    }

    /** Reads a time, giving the same object again if its text is that of the time before. */
    Timestamp time() {
        boolean escaped = string();
        if (!escaped && timeEnd > timeStart && Arrays.equals(bytes, timeStart, timeEnd, text, textStart, textEnd)) {
            return time;
        }
        Timestamp read = GoTime.parse(text, textStart, textEnd);
        if (read == null) {
            throw damaged("a time was expected");
        }
        if (!escaped) {
            time = read;
            timeStart = textStart;
            timeEnd = textEnd;
        }
        return read;
    }

    ByteString base64() {
        string();
        try {
            return ByteString.copyOf(Base64.getDecoder().decode(Arrays.copyOfRange(text, textStart, textEnd)));
        } catch (IllegalArgumentException e) {
            throw damaged("base64 was expected");
        }
    }

    /** Reads an array of strings, or null as none. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        if (!tryNull()) {
            for (boolean more = openArray(); more; more = nextElement()) {
                texts.add(text());
            }
        }
        return List.copyOf(texts);
    }

    /** Reads any object and gives its JSON as it stands. */
    String object() {
        if (peek() != '{') {
            throw damaged("an object was expected");
        }
        int start = position;
        skip();
        return new String(bytes, start, position - start, StandardCharsets.UTF_8);
    }
}
