package dev.holdfast.job;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a program writes to its standard output, stored as one file. A program that fails leaves no snapshot.
 *
 * @param run the program and its arguments; no shell is involved
 * @param name of the file in the snapshot
 */
public record CommandSource(List<String> run, String name) implements SourceSettings {
    /** What the name must look like, as a regular expression. */
    public static final String NAME_PATTERN = "[^/\\u0000-\\u001f\\u007f]{1,255}";

    /** Name of the file beside the outputs that tells how they were taken. */
    public static final String MANIFEST = "manifest.json";

    private static final Pattern VALID_NAME = Pattern.compile(NAME_PATTERN);

    public CommandSource {
        run = List.copyOf(run);
        if (run.isEmpty() || run.getFirst().isBlank()) {
            throw new InvalidValue("there is no program to run", "write the program and its arguments as a list");
        }
        if (run.stream().anyMatch(part -> part.indexOf('\0') >= 0)) {
            throw new InvalidValue("an argument contains the character 0", "write it without");
        }
        checkName(name);
    }

    /** Says whether {@code name} can be the name of a file in the snapshot, by an {@link InvalidValue} if not. */
    public static void checkName(String name) {
        // More than 255 bytes could not be restored to most file systems.
        if (!VALID_NAME.matcher(name).matches()
                || name.equals(".")
                || name.equals("..")
                || name.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw new InvalidValue(
                    InvalidValue.quoted(name) + " can't be the name of a file",
                    "write a plain file name without '/', such as app.sql");
        }
        if (name.equals(MANIFEST)) {
            throw new InvalidValue(
                    "the program itself writes a file named " + MANIFEST, "give it another name, such as app.json");
        }
    }

    @Override
    public String kind() {
        return "command";
    }

    /** Where the output lies in the snapshot. */
    public String snapshotPath() {
        return "/.holdfast/command/" + name;
    }
}
