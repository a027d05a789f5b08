package dev.holdfast.job;

import java.util.regex.Pattern;

/** The rule for names that people give in the file; they become tags and paths, so the letters are few. */
final class Name {
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
    private static final Pattern VALID = Pattern.compile(PATTERN);

    private Name() {}

    static String checked(String text, String kind) {
        if (!VALID.matcher(text).matches()) {
            throw new InvalidValue(
                    InvalidValue.quoted(text) + " can't be the name of a " + kind,
                    "use up to 63 letters a-z, digits, '-', '_' or '.', beginning with a letter or digit");
        }
        return text;
    }
}
