package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Puts the values of variables in the place of {@code $NAME} and <code>${NAME}</code>; one that is not set is empty.
 *
 * <p>Source: the documentation of Go's {@code os.Expand}. {@code $$} is a dollar, so is one that no name follows. A
 * single digit or one of {@code * # @ ! ? -} is a name, <code>${}</code> and an open <code>${</code> vanish.
 */
final class Variables {
    private static final String SPECIAL = "*#$@!?-0123456789";

    private final Map<String, String> values;

    Variables(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    ByteString expand(ByteString text) {
        if (!text.contains((byte) '$')) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int position = 0;
        while (position < text.length()) {
            byte b = text.at(position++);
            if (b == '$' && position < text.length()) {
                position = reference(text, position, out);
            } else {
                out.write(b);
            }
        }
        return ByteString.copyOf(out.toByteArray());
    }

    /** Writes what the reference that goes on at {@code start} stands for and tells where it ends. */
    private int reference(ByteString text, int start, ByteArrayOutputStream out) {
        if (text.at(start) == '{') {
            return inBraces(text, start + 1, out);
        }
        if (isSpecial(text.at(start))) {
            write(text, start, start + 1, out);
            return start + 1;
        }
        int end = start;
        while (end < text.length() && isWord(text.at(end))) {
            end++;
        }
        if (end == start) {
            out.write('$');
        } else {
            write(text, start, end, out);
        }
        return end;
    }

    private int inBraces(ByteString text, int start, ByteArrayOutputStream out) {
        for (int end = start; end < text.length(); end++) {
            if (text.at(end) == '}') {
                write(text, start, end, out);
                return end + 1;
            }
        }
        return start;
    }

    private void write(ByteString text, int start, int end, ByteArrayOutputStream out) {
        String name = CodePoints.slice(text, start, end).toString();
        String value = name.equals("$") ? "$" : values.getOrDefault(name, "");
        out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isSpecial(byte b) {
        return SPECIAL.indexOf(b) >= 0;
    }

    private static boolean isWord(byte b) {
        return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }
}
