package dev.holdfast.config;

import dev.holdfast.job.RepositoryName;
import java.nio.file.Path;

/**
 * One more repository for a file that has some already.
 *
 * @param path full path of the repository's folder
 * @param passwordFile full path of the file with its password
 */
public record NextRepository(RepositoryName name, Path path, Path passwordFile) {
    /** The lines of the repository, as they stand under {@code repositories:}. */
    public String render() {
        return """
                  %s:
                    url: %s
                    password: %s
                """.formatted(name, url(), password());
    }

    /** The same on one line. */
    public String oneLine() {
        return name + ": { url: " + url() + ", password: " + password() + " }";
    }

    private String url() {
        return FirstConfiguration.quoted(path.toString());
    }

    private String password() {
        return FirstConfiguration.quoted("file:" + passwordFile);
    }
}
