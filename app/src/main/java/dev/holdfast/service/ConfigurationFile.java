package dev.holdfast.service;

import dev.holdfast.config.Config;
import dev.holdfast.config.ConfigSearch;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds and reads the configuration. */
public final class ConfigurationFile {
    private static final Path SYSTEM_FOLDER = Path.of("/etc");

    private final Surroundings surroundings;
    private final Optional<String> named;

    /** @param named the file named on the command line */
    public ConfigurationFile(Surroundings surroundings, Optional<String> named) {
        this.surroundings = surroundings;
        this.named = named;
    }

    /** Where the configuration lies, if there is one; a file that was named is taken even if it is missing. */
    public Optional<Path> find() {
        return switch (search()) {
            case ConfigSearch.Outcome.Found(Path file) -> Optional.of(file);
            case ConfigSearch.Outcome.NotFound _ -> Optional.empty();
        };
    }

    /**
     * Reads the configuration.
     *
     * @throws InvalidRequest if there is none
     */
    public Config load() {
        return switch (search()) {
            case ConfigSearch.Outcome.Found(Path file) -> Config.load(file, surroundings.environment());
            case ConfigSearch.Outcome.NotFound(List<Path> tried) ->
                throw new InvalidRequest(
                        "there is no configuration; looked for "
                                + String.join(
                                        ", ", tried.stream().map(Path::toString).toList()),
                        "make a first backup with `holdfast quickstart PATH`, which writes one, or name it with --config");
        };
    }

    private ConfigSearch.Outcome search() {
        return new ConfigSearch(
                        surroundings.environment(),
                        Path.of(surroundings.workingDirectory().toString()),
                        SYSTEM_FOLDER)
                .find(named.map(Path::of));
    }
}
