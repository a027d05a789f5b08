package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.secret.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The folders of this user, by the XDG specification: a relative path in a variable counts for nothing. */
final class UserFolders {
    private static final String NAME = "holdfast";

    private UserFolders() {}

    /** Where locks and the history of runs are kept: where the file says, else the user's state folder, root's under /var. */
    static Path state(Configuration configuration) {
        return configuration.state().orElseGet(() -> usual(configuration.environment()));
    }

    private static Path usual(Environment environment) {
        Optional<Path> chosen = absolute(environment, "XDG_STATE_HOME");
        boolean root = Posix.isSupported() && Posix.userId() == 0;
        Path folder = root
                ? chosen.orElse(Path.of("/var/lib"))
                : chosen.orElseGet(() -> home(environment).resolve(".local").resolve("state"));
        return folder.resolve(NAME);
    }

    /** Where the configuration and passwords of this user are kept. */
    static Path configuration(Environment environment) {
        return absolute(environment, "XDG_CONFIG_HOME")
                .orElseGet(() -> home(environment).resolve(".config"))
                .resolve(NAME);
    }

    /** Where this user's repository lies unless another place is named. */
    static Path data(Environment environment) {
        return absolute(environment, "XDG_DATA_HOME")
                .orElseGet(() -> home(environment).resolve(".local").resolve("share"))
                .resolve(NAME);
    }

    /** Where something may lie for a moment: the system's place, else the user's data. */
    static List<Path> temporary(Environment environment) {
        return List.of(absolute(environment, "TMPDIR").orElse(Path.of("/tmp")), data(environment));
    }

    private static Path home(Environment environment) {
        return absolute(environment, "HOME").orElse(Path.of("/"));
    }

    private static Optional<Path> absolute(Environment environment, String variable) {
        return environment.get(variable).filter(text -> text.startsWith("/")).map(Path::of);
    }
}
