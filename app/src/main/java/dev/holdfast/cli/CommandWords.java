package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Brings a command line into the order that the parser wants: restic's users put global flags before the command. */
final class CommandWords {
    /** The global flags that are followed by a value. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-r",
            "--repo",
            "--repository-file",
            "-p",
            "--password-file",
            "--password-command",
            "--key-hint",
            "--retry-lock",
            "--compression",
            "--pack-size",
            "--cache-dir",
            "-o",
            "--option",
            "--config",
            "--job",
            "--repository");

    private static final Pattern COUNTED_VERBOSE = Pattern.compile("--verbose=([0-9])");

    private CommandWords() {}

    /** The same words with the command first, and what Go's flag parser takes but ours does not written otherwise. */
    static List<String> commandFirst(List<String> words, CommandTable commands) {
        List<String> before = new ArrayList<>();
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-") && words.get(at).length() > 1) {
            String word = words.get(at++);
            before.add(word);
            if (WITH_VALUE.contains(word) && at < words.size()) {
                before.add(words.get(at++));
            }
        }
        if (at == words.size() || !commands.has(words.get(at))) {
            return at == words.size() ? words : words.subList(at, words.size());
        }
        List<String> ordered = new ArrayList<>();
        ordered.add(words.get(at));
        ordered.addAll(before);
        ordered.addAll(words.subList(at + 1, words.size()));
        return rewritten(ordered);
    }

    private static List<String> rewritten(List<String> words) {
        List<String> result = new ArrayList<>();
        boolean flags = true;
        for (String word : words) {
            flags &= !word.equals("--");
            var counted = COUNTED_VERBOSE.matcher(word);
            if (flags && counted.matches()) {
                for (int i = 0; i < Integer.parseInt(counted.group(1)); i++) {
                    result.add("-v");
                }
            } else {
                result.add(word);
            }
        }
        return result;
    }
}
