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
            "--cacert",
            "--tls-client-cert",
            "--http-user-agent",
            "--limit-upload",
            "--limit-download",
            "--stuck-request-timeout",
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
        int at = skipFlags(words, 0, before);
        at = skipValuesOfOwnFlags(words, at, before, commands);
        if (at == words.size()) {
            return words;
        }
        String command = words.get(at);
        int next = at + 1;
        if (commands.isGroup(command)) {
            int second = skipFlags(words, next, before);
            if (second < words.size()) {
                command = command + " " + words.get(second);
                next = second + 1;
            }
        }
        if (!commands.has(command)) {
            return words.subList(at, words.size());
        }
        List<String> ordered = new ArrayList<>();
        ordered.add(command);
        ordered.addAll(before);
        ordered.addAll(words.subList(next, words.size()));
        return rewritten(ordered);
    }

    /** A command's own flags may stand before it, too; which of them are followed by a value only the command knows. */
    private static int skipValuesOfOwnFlags(List<String> words, int start, List<String> before, CommandTable commands) {
        List<String> skipped = new ArrayList<>();
        int at = start;
        while (at > 0
                && at < words.size()
                && words.get(at - 1).startsWith("-")
                && !commands.has(words.get(at))
                && !commands.isGroup(words.get(at))) {
            skipped.add(words.get(at));
            at = skipFlags(words, at + 1, skipped);
        }
        boolean found = at < words.size() && (commands.has(words.get(at)) || commands.isGroup(words.get(at)));
        if (!found) {
            return start;
        }
        before.addAll(skipped);
        return at;
    }

    /** Puts the flags from {@code start} on, with their values, into {@code flags}; returns where they end. */
    private static int skipFlags(List<String> words, int start, List<String> flags) {
        int at = start;
        while (at < words.size()
                && words.get(at).startsWith("-")
                && words.get(at).length() > 1) {
            String word = words.get(at++);
            flags.add(word);
            if (WITH_VALUE.contains(word) && at < words.size()) {
                flags.add(words.get(at++));
            }
        }
        return at;
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
