package dev.holdfast.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The text of a file: bounded, with a byte order mark honoured, and only characters that YAML allows. */
final class YamlText {
    /** No configuration written by people comes near. */
    static final int LIMIT = 1024 * 1024;

    private YamlText() {}

    /** What kind of file it is, and with it what can be done about one that is not as it should be. */
    enum Kind {
        CONFIGURATION("a YAML file", "holdfast.yaml", "with --config", ", or split it by include:"),
        VARIABLES("a file of variables", "holdfast.env", "at env-file:", "");

        private final String words;
        private final String usualName;
        private final String namedBy;
        private final String ifTooLarge;

        Kind(String words, String usualName, String namedBy, String ifTooLarge) {
            this.words = words;
            this.usualName = usualName;
            this.namedBy = namedBy;
            this.ifTooLarge = ifTooLarge;
        }
    }

    static Optional<String> read(Path path, Kind kind, Findings findings) {
        Place file = Place.wholeFile(path.toString());
        if (Files.isDirectory(path)) {
            findings.error(file, "is a folder", "name the file in it, such as " + path.resolve(kind.usualName));
            return Optional.empty();
        }
        try (InputStream content = Files.newInputStream(path)) {
            byte[] bytes = content.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                findings.error(file, "is larger than 1 MiB", "see that it is the right file" + kind.ifTooLarge);
                return Optional.empty();
            }
            return decode(bytes, file, kind, findings);
        } catch (NoSuchFileException e) {
            findings.error(file, "does not exist", "write it, or name another " + kind.namedBy);
        } catch (AccessDeniedException e) {
            findings.error(file, "can't be read: permission denied", "give this user the right to read it");
        } catch (IOException e) {
            findings.error(file, "can't be read: " + e.getMessage(), "see that the file can be read");
        }
        return Optional.empty();
    }

    private static Optional<String> decode(byte[] bytes, Place file, Kind kind, Findings findings) {
        Charset charset = StandardCharsets.UTF_8;
        if (startsWith(bytes, 0xFE, 0xFF)) {
            charset = StandardCharsets.UTF_16BE;
        } else if (startsWith(bytes, 0xFF, 0xFE)) {
            charset = StandardCharsets.UTF_16LE;
        }
        String text;
        try {
            text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            findings.error(file, "is not text in UTF-8", "save it as UTF-8");
            return Optional.empty();
        }
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return hasOnlyAllowed(text, file.file(), kind, findings) ? Optional.of(text) : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length > 1 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }

    private static boolean hasOnlyAllowed(String text, String file, Kind kind, Findings findings) {
        int line = 1;
        int column = 1;
        int character;
        for (int i = 0; i < text.length(); i += Character.charCount(character)) {
            character = text.codePointAt(i);
            if (!isAllowed(character)) {
                findings.error(
                        new Place(file, line, column),
                        String.format("there is a character that %s can't have: U+%04X", kind.words, character),
                        kind == Kind.CONFIGURATION
                                ? "remove it; in double quotes it may be written as an escape such as \\x07"
                                : "remove it");
                return false;
            }
            boolean lineEnd = character == '\n';
            line += lineEnd ? 1 : 0;
            column = lineEnd ? 1 : column + 1;
        }
        return true;
    }

    /** Source: YAML 1.2.2, rule c-printable. */
    private static boolean isAllowed(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || character == 0x85
                || (character >= 0x20 && character <= 0x7E)
                || (character >= 0xA0 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD && character != 0xFEFF)
                || character >= 0x10000;
    }
}
