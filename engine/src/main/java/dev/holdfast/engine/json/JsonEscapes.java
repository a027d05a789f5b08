package dev.holdfast.engine.json;

/** Resolves the escapes of one JSON string; the result is never longer than the text. */
final class JsonEscapes {
    private final byte[] text;
    private final int end;
    private final byte[] result;
    private int at;
    private int length;

    JsonEscapes(byte[] text, int start, int end, byte[] result) {
        this.text = text;
        this.at = start;
        this.end = end;
        this.result = result;
    }

    /** Fills the result and gives its length, or -1 if an escape is malformed. */
    int resolve() {
        while (at < end) {
            byte b = text[at++];
            if (b != '\\') {
                result[length++] = b;
            } else if (!escape()) {
                return -1;
            }
        }
        return length;
    }

    private boolean escape() {
        if (at == end) {
            return false;
        }
        byte b = text[at++];
        switch (b) {
            case '"', '\\', '/' -> result[length++] = b;
            case 'b' -> result[length++] = '\b';
            case 'f' -> result[length++] = '\f';
            case 'n' -> result[length++] = '\n';
            case 'r' -> result[length++] = '\r';
            case 't' -> result[length++] = '\t';
            case 'u' -> {
                return unicode();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean unicode() {
        int unit = unit(at);
        if (unit < 0) {
            return false;
        }
        at += 4;
        if (unit < 0x80) {
            result[length++] = (byte) unit;
        } else if (unit < 0x800) {
            result[length++] = (byte) (0xc0 | unit >> 6);
            result[length++] = (byte) (0x80 | unit & 0x3f);
        } else if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            threeBytes(unit);
        } else {
            surrogate(unit);
        }
        return true;
    }

    private void surrogate(int unit) {
        boolean pairs = unit <= Character.MAX_HIGH_SURROGATE && at + 1 < end && text[at] == '\\' && text[at + 1] == 'u';
        int low = pairs ? unit(at + 2) : -1;
        if (low < Character.MIN_LOW_SURROGATE || low > Character.MAX_LOW_SURROGATE) {
            threeBytes(0xfffd);
            return;
        }
        at += 6;
        int c = Character.toCodePoint((char) unit, (char) low);
        result[length++] = (byte) (0xf0 | c >> 18);
        result[length++] = (byte) (0x80 | c >> 12 & 0x3f);
        result[length++] = (byte) (0x80 | c >> 6 & 0x3f);
        result[length++] = (byte) (0x80 | c & 0x3f);
    }

    private void threeBytes(int c) {
        result[length++] = (byte) (0xe0 | c >> 12);
        result[length++] = (byte) (0x80 | c >> 6 & 0x3f);
        result[length++] = (byte) (0x80 | c & 0x3f);
    }

    /** The four hexadecimal digits at {@code from}, or -1. */
    private int unit(int from) {
        if (end - from < 4) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
