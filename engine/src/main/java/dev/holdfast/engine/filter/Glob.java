package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * One component of a pattern: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a-z]} and {@code \} as Go's
 * {@code filepath.Match} defines them.
 *
 * <p>Source: the documentation of Go's package {@code path/filepath}. A star takes any number of bytes, {@code ?} and
 * brackets take a code point.
 */
final class Glob {
    /** The tokens between two stars. */
    record Chunk(boolean starred, List<GlobToken> tokens) {
        /** Where the name goes on, or -1. */
        int take(ByteString name, int offset) {
            int end = offset;
            for (int i = 0; i < tokens.size() && end >= 0; i++) {
                end = tokens.get(i).take(name, end);
            }
            return end;
        }

        Optional<ByteString> literal() {
            return tokens.size() == 1 && tokens.getFirst() instanceof GlobToken.Literal only
                    ? Optional.of(only.bytes())
                    : Optional.empty();
        }
    }

    private final Chunk[] chunks;
    private final boolean literalEnd;
    private final int endLength;

    private Glob(List<Chunk> chunks) {
        this.chunks = chunks.toArray(Chunk[]::new);
        Optional<ByteString> end =
                chunks.isEmpty() ? Optional.empty() : chunks.getLast().literal();
        this.literalEnd = end.isPresent();
        this.endLength = end.map(ByteString::length).orElse(0);
    }

    /**
     * Compiles a component.
     *
     * @param whole the pattern it is a part of, for the message
     * @throws dev.holdfast.engine.model.EngineException.InvalidRequest if it is malformed
     */
    static Glob parse(ByteString component, ByteString whole) {
        return new Glob(new GlobParser(component, whole).parse());
    }

    /** The only name that matches, if that is so. */
    Optional<ByteString> literal() {
        if (chunks.length == 0) {
            return Optional.of(ByteString.EMPTY);
        }
        return chunks.length == 1 && !chunks[0].starred ? chunks[0].literal() : Optional.empty();
    }

    /** Whether all of {@code name} matches. */
    boolean matches(ByteString name) {
        int offset = 0;
        for (int i = 0; i < chunks.length; i++) {
            offset = i == chunks.length - 1 ? last(chunks[i], name, offset) : inner(chunks[i], name, offset);
            if (offset < 0) {
                return false;
            }
        }
        return offset == name.length();
    }

    private static int inner(Chunk chunk, ByteString name, int offset) {
        int end = chunk.take(name, offset);
        for (int start = offset + 1; end < 0 && chunk.starred && start <= name.length(); start++) {
            end = chunk.take(name, start);
        }
        return end;
    }

    /** The last chunk has to reach the end of the name. */
    private int last(Chunk chunk, ByteString name, int offset) {
        if (!chunk.starred) {
            return chunk.take(name, offset);
        }
        if (chunk.tokens.isEmpty()) {
            return name.length();
        }
        if (literalEnd) {
            int start = name.length() - endLength;
            return start < offset ? -1 : chunk.take(name, start);
        }
        for (int start = offset; start <= name.length(); start++) {
            if (chunk.take(name, start) == name.length()) {
                return name.length();
            }
        }
        return -1;
    }
}
