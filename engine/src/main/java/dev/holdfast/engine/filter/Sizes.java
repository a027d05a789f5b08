package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.EngineException.InvalidRequest;

/** Sizes as the command line tells them: a whole number, with b, k, m, g or t behind it for powers of 1024. */
public final class Sizes {
    private static final String UNITS = "bkmgt";

    private Sizes() {}

    /**
     * The number of bytes that {@code text} tells.
     *
     * @throws InvalidRequest if it is no size, is negative or exceeds 63 bits
     */
    public static long parse(String text) {
        int unit = text.isEmpty() ? -1 : UNITS.indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
        if (!digits.matches("[+-]?[0-9]+")) {
            throw invalid(text);
        }
        try {
            long value = Math.multiplyExact(Long.parseLong(digits), 1L << 10 * Math.max(unit, 0));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException | ArithmeticException tooLarge) {
            throw invalid(text);
        }
        throw invalid(text);
    }

    private static InvalidRequest invalid(String text) {
        return new InvalidRequest(
                "not a size: \"" + text + "\"", "write a whole number with k, M, G or T behind it, such as 500M");
    }
}
