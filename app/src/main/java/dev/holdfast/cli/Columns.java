package dev.holdfast.cli;

/** How much room text takes on a terminal. */
final class Columns {
    /** Less of a path than this tells nothing. */
    private static final int LEAST_ROOM = 10;

    private Columns() {}

    /** The beginning of {@code text} that fits into so many columns; what is cut off shows as an ellipsis. */
    static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (used + width(c) > columns - 1) {
                break;
            }
            out.appendCodePoint(c);
            used += width(c);
            i += Character.charCount(c);
        }
        return columns > 0 ? out + "…" : "";
    }

    /** A text and, in the room that is left beside it, the end of a path. */
    static String beside(String text, String path, int columns) {
        int room = columns - width(text) - 2;
        return room < LEAST_ROOM || path.isEmpty() ? text : text + "  " + end(path, room);
    }

    /** The end of {@code text} that fits into so many columns, for paths. */
    static String end(String text, int columns) {
        int start = text.length();
        int used = 1;
        while (start > 0) {
            int c = text.codePointBefore(start);
            if (used + width(c) > columns) {
                return "…" + text.substring(start);
            }
            used += width(c);
            start -= Character.charCount(c);
        }
        return text;
    }

    /** How many columns {@code text} takes. */
    static int width(String text) {
        return text.codePoints().map(Columns::width).sum();
    }

    private static int width(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    /** The East Asian scripts and pictures that take two columns on every terminal. */
    private static boolean isWide(int c) {
        return c >= 0x1100
                && (c <= 0x115f
                        || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
                        || (c >= 0xac00 && c <= 0xd7a3)
                        || (c >= 0xf900 && c <= 0xfaff)
                        || (c >= 0xfe30 && c <= 0xfe6f)
                        || (c >= 0xff00 && c <= 0xff60)
                        || (c >= 0xffe0 && c <= 0xffe6)
                        || (c >= 0x1f300 && c <= 0x1f64f)
                        || (c >= 0x1f900 && c <= 0x1f9ff)
                        || (c >= 0x20000 && c <= 0x3fffd));
    }
}
