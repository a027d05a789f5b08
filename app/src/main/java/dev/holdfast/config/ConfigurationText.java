package dev.holdfast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds to the text of a configuration and leaves all that is there, comments too, as it is. */
public final class ConfigurationText {
    private ConfigurationText() {}

    /**
     * The text with one more entry at the end of a section.
     *
     * @param section such as {@code jobs}
     * @param entry lines, indented as if they stood below the section's name in the usual way
     * @return empty if the section is not in the text, or not one name a line
     */
    public static Optional<String> with(String text, String section, String entry) {
        Optional<YamlNode> root = YamlParser.parse(text, "", new Findings());
        if (root.isEmpty() || !(root.get() instanceof YamlNode.Mapping top)) {
            return Optional.empty();
        }
        Optional<YamlNode.Entry> found = top.entry(section);
        if (found.isEmpty()
                || !(found.get().value() instanceof YamlNode.Mapping names)
                || names.entries().isEmpty()) {
            return Optional.empty();
        }
        Place key = found.get().key().place();
        Place first = names.entries().getFirst().key().place();
        if (first.line() <= key.line() || names.place().line() <= key.line()) {
            return Optional.empty();
        }
        String lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
        List<String> lines = new ArrayList<>(text.lines().toList());
        int next = top.entries().stream()
                .mapToInt(entryOfTop -> entryOfTop.key().place().line())
                .filter(line -> line > key.line())
                .min()
                .orElse(lines.size() + 1);
        int at = next - 1;
        while (at > first.line() && isBetweenSections(lines.get(at - 1))) {
            at--;
        }
        lines.addAll(at, entry.indent(first.column() - 3).lines().toList());
        return Optional.of(String.join(lineEnd, lines) + lineEnd);
    }

    /** Empty lines and comments at the margin belong to what follows. */
    private static boolean isBetweenSections(String line) {
        return line.isBlank() || line.startsWith("#");
    }
}
