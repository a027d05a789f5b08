package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Short ways to write paths in tests. */
final class Paths {
    private Paths() {}

    static List<ByteString> names(String path) {
        return PathNames.split(ByteString.of(path));
    }

    static List<ByteString> all(String... texts) {
        return Arrays.stream(texts).map(ByteString::of).toList();
    }

    /** Every char is one byte. */
    static ByteString raw(String latin) {
        return ByteString.copyOf(latin.getBytes(StandardCharsets.ISO_8859_1));
    }
}
