package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines of a file that a person wrote: LF or CRLF, UTF-8 or any bytes, or UTF-16 if it says so by a byte order
 * mark.
 */
final class TextLines {
    private TextLines() {}

    static List<ByteString> of(byte[] file) {
        byte[] text = decoded(file);
        List<ByteString> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            boolean end = i == text.length ? start < i : text[i] == '\n';
            if (end) {
                int length = i - start;
                lines.add(ByteString.copyOf(text, start, length > 0 && text[i - 1] == '\r' ? length - 1 : length));
                start = i + 1;
            }
        }
        return lines;
    }

    /** Lines without space around them, without empty ones and comments. */
    static List<ByteString> withoutComments(byte[] file) {
        return of(file).stream()
                .map(CodePoints::trim)
                .filter(line -> !line.isEmpty() && line.at(0) != '#')
                .toList();
    }

    private static byte[] decoded(byte[] file) {
        if (startsWith(file, 0xef, 0xbb, 0xbf)) {
            return Arrays.copyOfRange(file, 3, file.length);
        }
        if (startsWith(file, 0xff, 0xfe)) {
            return utf16(file, StandardCharsets.UTF_16LE);
        }
        return startsWith(file, 0xfe, 0xff) ? utf16(file, StandardCharsets.UTF_16BE) : file;
    }

    private static byte[] utf16(byte[] file, Charset charset) {
        return new String(file, 2, file.length - 2, charset).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean startsWith(byte[] file, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i == file.length || (file[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
