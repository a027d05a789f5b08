package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;

/** What one step of a glob takes from a name. */
sealed interface GlobToken {
    /** Where the name goes on after this token was taken at {@code offset}, or -1 if it does not fit there. */
    int take(ByteString name, int offset);

    /** These bytes. */
    record Literal(ByteString bytes) implements GlobToken {
        @Override
        public int take(ByteString name, int offset) {
            int length = bytes.length();
            if (name.length() - offset < length) {
                return -1;
            }
            for (int i = 0; i < length; i++) {
                if (name.at(offset + i) != bytes.at(i)) {
                    return -1;
                }
            }
            return offset + length;
        }
    }

    /** {@code ?}: any one code point. */
    record AnyOne() implements GlobToken {
        @Override
        public int take(ByteString name, int offset) {
            return offset == name.length() ? -1 : offset + CodePoints.width(CodePoints.read(name, offset));
        }
    }

    /**
     * {@code [a-z]} or {@code [^a-z]}: one code point within, or outside, some ranges.
     *
     * @param bounds lowest and highest code point of each range in turn
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and package-private
    record OneOf(boolean negated, int[] bounds) implements GlobToken {
        @Override
        public int take(ByteString name, int offset) {
            if (offset == name.length()) {
                return -1;
            }
            int read = CodePoints.read(name, offset);
            int codePoint = CodePoints.codePoint(read);
            boolean within = false;
            for (int i = 0; i < bounds.length; i += 2) {
                within |= bounds[i] <= codePoint && codePoint <= bounds[i + 1];
            }
            return within == negated ? -1 : offset + CodePoints.width(read);
        }
    }
}
