package dev.holdfast.job;

/** A text that is not the value it should be, with what is wrong and what to write instead. */
public final class InvalidValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String fix;

    /**
     * @param what a sentence without its subject, such as {@code "ten" is not a size}
     * @param fix what to write instead
     */
    public InvalidValue(String what, String fix) {
        super(what);
        this.fix = fix;
    }

    /** What is wrong. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** What to write instead. */
    public String fix() {
        return fix;
    }

    /** The text in quotes, cut short and without control characters, fit for a message. */
    static String quoted(String text) {
        int end = text.offsetByCodePoints(0, Math.min(60, text.codePointCount(0, text.length())));
        String shown = text.substring(0, end).replaceAll("\\p{Cntrl}", "?");
        return "\"" + shown + (end < text.length() ? "…" : "") + "\"";
    }
}
