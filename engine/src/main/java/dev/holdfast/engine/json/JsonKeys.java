package dev.holdfast.engine.json;

import java.util.Arrays;

/** The words a parser knows, found by their bytes without making a String. */
final class JsonKeys {
    /** What {@link #find} gives for any other word. */
    static final int UNKNOWN = -1;

    private final byte[][] words;
    private final byte[] slots;

    private JsonKeys(byte[][] words, byte[] slots) {
        this.words = words;
        this.slots = slots;
    }

    /** ASCII words; a word's number is its place in the list. */
    static JsonKeys of(String... list) {
        byte[][] words = new byte[list.length][];
        byte[] slots = new byte[128];
        Arrays.fill(slots, (byte) UNKNOWN);
        for (int i = 0; i < list.length; i++) {
            words[i] = JsonBytes.ascii(list[i]);
            int slot = slot(words[i], 0, words[i].length);
            while (slots[slot] != UNKNOWN) {
                slot = slot + 1 & 127;
            }
            slots[slot] = (byte) i;
        }
        return new JsonKeys(words, slots);
    }

    private static int slot(byte[] text, int start, int end) {
        return start == end ? 0 : (text[start] * 7 + text[end - 1] * 31 + (end - start) * 5) & 127;
    }

    /** The number of the word from {@code start} to {@code end}, or {@link #UNKNOWN}. */
    int find(byte[] text, int start, int end) {
        int slot = slot(text, start, end);
        while (slots[slot] != UNKNOWN) {
            byte[] word = words[slots[slot]];
            if (Arrays.equals(word, 0, word.length, text, start, end)) {
                return slots[slot];
            }
            slot = slot + 1 & 127;
        }
        return UNKNOWN;
    }
}
