package dev.holdfast.config;

import dev.holdfast.secret.Environment;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the values of variables into a text where it says <code>${NAME}</code> or <code>${NAME:-default}</code>; a doubled
 * dollar sign before the brace stands for the two characters themselves.
 */
final class Variables {
    private static final Pattern USE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\})?");
    /** Far more than any value in the file needs. */
    private static final int LONGEST = 64 * 1024;

    private Variables() {}

    static boolean occurIn(String text) {
        return text.contains("${");
    }

    /** The text with variables put in, or empty after {@code problem} took what is wrong and the fix. */
    static Optional<String> expand(String text, Environment environment, BiConsumer<String, String> problem) {
        if (!occurIn(text)) {
            return Optional.of(text);
        }
        StringBuilder expanded = new StringBuilder();
        Matcher matcher = USE.matcher(text);
        int from = 0;
        boolean good = true;
        while (matcher.find()) {
            expanded.append(text, from, matcher.start());
            from = matcher.end();
            Optional<String> value = value(matcher, environment, problem);
            good &= value.isPresent();
            expanded.append(value.orElse(""));
            if (expanded.length() > LONGEST) {
                problem.accept("the variables in it make it longer than 64 KiB", "use smaller values");
                return Optional.empty();
            }
        }
        return good ? Optional.of(expanded.append(text.substring(from)).toString()) : Optional.empty();
    }

    private static Optional<String> value(Matcher use, Environment environment, BiConsumer<String, String> problem) {
        if (use.group().equals("$${")) {
            return Optional.of("${");
        }
        String name = use.group(1);
        if (name == null) {
            problem.accept(
                    "${ is not followed by the name of a variable and }",
                    "write ${NAME} or ${NAME:-default}, or $${ for the two characters themselves");
            return Optional.empty();
        }
        Optional<String> value = environment.get(name).or(() -> Optional.ofNullable(use.group(2)));
        if (value.isEmpty()) {
            problem.accept(
                    "the variable ${" + name + "} is not set",
                    "set " + name + ", name it in env-file:, or write ${" + name + ":-default}");
        }
        return value;
    }
}
