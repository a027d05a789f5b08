package dev.holdfast.engine.crypto;

/** Text as a JSON string with the escapes of Go's {@code encoding/json}, which are safe inside HTML too. */
final class GoString {
    private GoString() {}

    static void append(StringBuilder json, String text) {
        json.append('"');
        text.codePoints().forEach(c -> appendCodePoint(json, c));
        json.append('"');
    }

    private static void appendCodePoint(StringBuilder json, int c) {
        switch (c) {
            case '"', '\\' -> json.append('\\').append((char) c);
            case '\b' -> json.append("\\b");
            case '\f' -> json.append("\\f");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
                if (surrogate) {
                    json.append("\\ufffd");
                } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
                    json.append(String.format("\\u%04x", c));
                } else {
                    json.appendCodePoint(c);
                }
            }
        }
    }
}
