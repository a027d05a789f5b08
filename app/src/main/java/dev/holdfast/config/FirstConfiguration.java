package dev.holdfast.config;

import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import java.nio.file.Path;
import java.util.List;

/**
 * A first configuration with one repository and one job.
 *
 * @param repositoryPath full path of the repository's folder
 * @param passwordFile full path of the file with its password
 * @param sources full paths of what is backed up
 */
public record FirstConfiguration(
        RepositoryName repository, Path repositoryPath, Path passwordFile, JobName job, List<Path> sources) {
    public FirstConfiguration {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no sources");
        }
    }

    /** The text of the file, with comments for its owner. */
    public String render() {
        StringBuilder paths = new StringBuilder();
        for (Path source : sources) {
            paths.append("          - ").append(quoted(source.toString())).append('\n');
        }
        return """
                # What is backed up, and where to. `holdfast validate` checks this file, `holdfast run` makes a backup.
                version: 1

                repositories:
                  %s:
                    url: %s
                    # Without the password no one can read the backup, its owner neither: keep a copy elsewhere.
                    password: %s

                jobs:
                  %s:
                    sources:
                      - files:
                %s        # Folders that programs mark as caches are left out; more is left out by patterns:
                        exclude-caches: true
                        # exclude: ["*.tmp", "/home/*/.cache"]
                        # one-file-system: true
                      # What a program prints can be stored too:
                      # - command: { run: [sqlite3, /srv/app.db, .dump], name: app.sql }
                    to: %s
                """.formatted(
                repository, quoted(repositoryPath.toString()), quoted("file:" + passwordFile), job, paths, repository);
    }

    /** The text in double quotes, so that nothing in it means anything to YAML or is taken for a variable. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.replace("${", "$${").codePoints().forEach(character -> {
            if (character == '"' || character == '\\') {
                quoted.append('\\').appendCodePoint(character);
            } else if (Character.isISOControl(character)
                    || character == 0xFEFF
                    || character >= 0xFFFE && character <= 0xFFFF) {
                quoted.append(String.format("\\u%04X", character));
            } else {
                quoted.appendCodePoint(character);
            }
        });
        return quoted.append('"').toString();
    }
}
