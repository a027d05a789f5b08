package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of one component of a pattern; used once. */
final class GlobParser {
    private final ByteString text;
    private final ByteString whole;
    private final List<Glob.Chunk> chunks = new ArrayList<>();
    private final ByteArrayOutputStream literal = new ByteArrayOutputStream();
    private List<GlobToken> tokens = new ArrayList<>();
    private boolean starred;
    private int position;

    /** @param whole the pattern that {@code text} is a part of, for the message if it is bad */
    GlobParser(ByteString text, ByteString whole) {
        this.text = text;
        this.whole = whole;
    }

    List<Glob.Chunk> parse() {
        while (position < text.length()) {
            byte b = text.at(position++);
            switch (b) {
                case '*' -> star();
                case '?' -> token(new GlobToken.AnyOne());
                case '[' -> token(oneOf());
                case '\\' -> literal.write(escaped());
                default -> literal.write(b);
            }
        }
        endChunk(starred);
        return List.copyOf(chunks);
    }

    private void star() {
        endChunk(false);
        starred = true;
    }

    private void token(GlobToken token) {
        endLiteral();
        tokens.add(token);
    }

    private void endLiteral() {
        if (literal.size() > 0) {
            tokens.add(new GlobToken.Literal(ByteString.copyOf(literal.toByteArray())));
            literal.reset();
        }
    }

    /** Several stars are one star, so a chunk without tokens only counts where it is wanted: at the end. */
    private void endChunk(boolean evenEmpty) {
        endLiteral();
        if (!tokens.isEmpty() || evenEmpty) {
            chunks.add(new Glob.Chunk(starred, tokens));
            tokens = new ArrayList<>();
        }
    }

    private byte escaped() {
        if (position == text.length()) {
            throw bad();
        }
        return text.at(position++);
    }

    private GlobToken oneOf() {
        boolean negated = position < text.length() && text.at(position) == '^';
        if (negated) {
            position++;
        }
        List<Integer> bounds = new ArrayList<>();
        while (bounds.isEmpty() || peek() != ']') {
            int low = bound();
            int high = low;
            if (peek() == '-') {
                position++;
                high = bound();
            }
            bounds.add(low);
            bounds.add(high);
        }
        position++;
        return new GlobToken.OneOf(
                negated, bounds.stream().mapToInt(Integer::intValue).toArray());
    }

    private int bound() {
        if (peek() == '-' || peek() == ']') {
            throw bad();
        }
        if (peek() == '\\') {
            position++;
            peek();
        }
        int read = CodePoints.read(text, position);
        if (CodePoints.isInvalid(read)) {
            throw bad();
        }
        position += CodePoints.width(read);
        return CodePoints.codePoint(read);
    }

    private byte peek() {
        if (position == text.length()) {
            throw bad();
        }
        return text.at(position);
    }

    private InvalidRequest bad() {
        return new InvalidRequest(
                "bad pattern: " + whole,
                "close every [ with a ], put something between them, and write \\ only before another character");
    }
}
