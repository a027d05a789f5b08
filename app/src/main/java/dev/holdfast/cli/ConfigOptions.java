package dev.holdfast.cli;

import dev.holdfast.config.Config;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.Problem;
import dev.holdfast.service.ConfigurationFile;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that every command over the configuration takes. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration (default: $$HOLDFAST_CONFIG, ./holdfast.yaml, the user's, /etc/holdfast)")
    @Nullable
    String config;

    @Option(names = "--json", description = "print JSON for programs")
    boolean json;

    ConfigurationFile file(Surroundings surroundings) {
        return new ConfigurationFile(surroundings, Optional.ofNullable(config));
    }

    /** The configuration; empty if it can't be used, and then all its problems are told. Warnings go to {@code warnings}. */
    Optional<Configuration> load(Surroundings surroundings, List<Problem> warnings) {
        return switch (file(surroundings).load()) {
            case Config.Loaded loaded -> {
                warnings.addAll(loaded.warnings());
                yield Optional.of(loaded.configuration());
            }
            case Config.Invalid invalid -> {
                tell(invalid.problems(), surroundings);
                yield Optional.empty();
            }
        };
    }

    private void tell(List<Problem> problems, Surroundings surroundings) {
        if (json) {
            surroundings.out().println(ProblemText.json(problems));
        } else {
            ProblemText.print(problems, surroundings.err());
        }
    }
}
