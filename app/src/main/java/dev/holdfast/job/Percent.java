package dev.holdfast.job;

import java.util.regex.Pattern;

/** A part of a hundred, above 0 and up to 100, such as {@code 10%}. */
public record Percent(double value) {
    /** What a percentage must look like, as a regular expression. */
    public static final String PATTERN = "[0-9]{1,3}(\\.[0-9]+)? ?%";

    private static final Pattern VALID = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})? ?%");

    public Percent {
        if (!(value > 0 && value <= 100)) {
            throw new InvalidValue(
                    value + "% is not between 0% and 100%", "write a percentage above 0% and up to 100%");
        }
    }

    /** Reads such as {@code 10%} or {@code 2.5%}. */
    public static Percent parse(String text) {
        String stripped = text.strip();
        if (!VALID.matcher(stripped).matches()) {
            throw new InvalidValue(
                    InvalidValue.quoted(text) + " is not a percentage", "write a number with %, such as 10%");
        }
        return new Percent(
                Double.parseDouble(stripped.substring(0, stripped.length() - 1).strip()));
    }
}
