package dev.holdfast.service;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Where a repository lies, as restic writes it: a path, or {@code local:} and a path. */
public record RepositoryAddress(String text) {
    private static final List<String> LATER =
            List.of("sftp:", "s3:", "rest:", "rclone:", "b2:", "azure:", "gs:", "swift:");

    /**
     * The backend at this address.
     *
     * @param workingDirectory for a path that is not absolute
     * @throws InvalidRequest if it is of a kind that this version does not know
     */
    public Backend backend(Path workingDirectory) {
        for (String scheme : LATER) {
            if (text.startsWith(scheme)) {
                throw new InvalidRequest(
                        "repositories at " + scheme + " addresses are not supported yet by this version",
                        "use a path on this machine");
            }
        }
        if (!text.startsWith("local:") && !text.matches("\\.{0,2}/.*") && text.contains(":")) {
            throw new InvalidRequest(
                    "\"" + text.substring(0, text.indexOf(':') + 1) + "\" is no kind of repository",
                    "for a folder on this machine write local: in front, or its full path");
        }
        String path = text.startsWith("local:") ? text.substring("local:".length()) : text;
        if (path.isEmpty()) {
            throw new InvalidRequest("the repository's location is empty", "name it with --repo or RESTIC_REPOSITORY");
        }
        try {
            return LocalBackend.at(workingDirectory.resolve(path));
        } catch (InvalidPathException e) {
            throw new InvalidRequest("the repository's location is not a path: " + e.getReason(), "check --repo");
        }
    }
}
