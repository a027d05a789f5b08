package dev.holdfast.service;

import java.util.List;
import java.util.regex.Pattern;

/** Words as a POSIX shell reads them back. */
final class ShellText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellText() {}

    static String of(List<String> words) {
        return String.join(" ", words.stream().map(ShellText::word).toList());
    }

    static String word(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
