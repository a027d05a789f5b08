package dev.holdfast.secret;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Brings the content of a secret's file into the form that restic makes of a password file: a byte order mark is
 * honoured, UTF-16 becomes UTF-8, white space at both ends goes, line ends inside stay.
 */
final class SecretText {
    private SecretText() {}

    static byte[] normalised(byte[] content) {
        byte[] text = content;
        if (startsWith(content, 0xEF, 0xBB, 0xBF)) {
            text = Arrays.copyOfRange(content, 3, content.length);
        } else if (startsWith(content, 0xFE, 0xFF)) {
            text = recoded(content, StandardCharsets.UTF_16BE);
        } else if (startsWith(content, 0xFF, 0xFE)) {
            text = recoded(content, StandardCharsets.UTF_16LE);
        }
        return trimmed(text);
    }

    private static boolean startsWith(byte[] content, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= content.length || (content[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] recoded(byte[] content, Charset charset) {
        return new String(content, 2, content.length - 2, charset).getBytes(StandardCharsets.UTF_8);
    }

    /** Without white space at both ends. What is not UTF-8 is kept byte for byte. */
    static byte[] trimmed(byte[] text) {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            int start = 0;
            int end = decoded.length();
            while (start < end && isSpace(decoded.charAt(start))) {
                start++;
            }
            while (end > start && isSpace(decoded.charAt(end - 1))) {
                end--;
            }
            return decoded.substring(start, end).getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return trimmedAscii(text);
        }
    }

    private static byte[] trimmedAscii(byte[] text) {
        int start = 0;
        int end = text.length;
        while (start < end && isAsciiSpace(text[start])) {
            start++;
        }
        while (end > start && isAsciiSpace(text[end - 1])) {
            end--;
        }
        return Arrays.copyOfRange(text, start, end);
    }

    private static boolean isAsciiSpace(int character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    /** Unicode's White_Space, which is what restic trims; Java's own notions leave out some or add others. */
    private static boolean isSpace(char character) {
        return isAsciiSpace(character) || character == 0x85 || Character.isSpaceChar(character);
    }
}
