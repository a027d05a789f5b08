package dev.holdfast.job;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a repository lies. */
public sealed interface RepositoryUrl {
    /** In a folder of this machine. */
    record Local(Path path) implements RepositoryUrl {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * Reads a path or {@code local:PATH}. A path is taken as it stands, relative or not.
     *
     * <p>The message never shows more of a URL than its scheme: there may be a password in it.
     */
    static RepositoryUrl parse(String text) {
        Matcher scheme =
                Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL).matcher(text);
        String path = text.startsWith("local:") ? text.substring("local:".length()) : text;
        if (!text.startsWith("local:") && scheme.matches()) {
            throw new InvalidValue(
                    "no repository can be reached by " + InvalidValue.quoted(scheme.group(1) + ":"),
                    "write a path such as /srv/backup, or ./NAME if the colon belongs to a file name");
        }
        if (path.isBlank()) {
            throw new InvalidValue("the path of the repository is empty", "write a path such as /srv/backup");
        }
        try {
            return new Local(Path.of(path));
        } catch (InvalidPathException e) {
            throw new InvalidValue(
                    InvalidValue.quoted(path) + " is not a path on this system: " + e.getReason(),
                    "use another path, or set LANG=C.UTF-8 if it has letters that are not ASCII");
        }
    }
}
