package dev.holdfast.config;

/** Words of the user in a message: in quotes, cut short, without control characters. */
final class Quoted {
    private static final int LONGEST = 60;

    private Quoted() {}

    static String of(String text) {
        int end = text.offsetByCodePoints(0, Math.min(LONGEST, text.codePointCount(0, text.length())));
        String shown = text.substring(0, end).replaceAll("\\p{Cntrl}", "?");
        return "\"" + shown + (end < text.length() ? "…" : "") + "\"";
    }
}
