package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of the command line with every byte kept.
 *
 * <p>Java decodes them by the locale and loses what does not fit. Here they are read from the system as bytes and decoded as
 * UTF-8; a byte that is not valid becomes the lone surrogate U+DC80 to U+DCFF, and {@link #bytes} turns it back.
 */
public final class Arguments {
    private static final int ESCAPE = 0xdc00;

    private Arguments() {}

    /** The words given to this process; as Java decoded them where the system does not tell the bytes. */
    public static List<String> ofProcess(String[] decoded) {
        try {
            List<String> all = split(Files.readAllBytes(Path.of("/proc/self/cmdline")));
            if (all.size() > decoded.length) {
                return all.subList(all.size() - decoded.length, all.size());
            }
        } catch (IOException e) {
            // Not Linux: Java's words are all there is.
            return List.of(decoded);
        }
        return List.of(decoded);
    }

    private static List<String> split(byte[] bytes) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                words.add(decode(ByteBuffer.wrap(bytes, start, i - start)));
                start = i + 1;
            }
        }
        return words;
    }

    private static String decode(ByteBuffer in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE | (in.get() & 0xff)));
            }
            decoder.reset();
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** The bytes that a word of the command line stands for. */
    public static ByteString bytes(String word) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(word.length());
        int start = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean alone = i == 0 || !Character.isHighSurrogate(word.charAt(i - 1));
            if (alone && c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff) {
                bytes.writeBytes(word.substring(start, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(c & 0xff);
                start = i + 1;
            }
        }
        bytes.writeBytes(word.substring(start).getBytes(StandardCharsets.UTF_8));
        return ByteString.copyOf(bytes.toByteArray());
    }
}
