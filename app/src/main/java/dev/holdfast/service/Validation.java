package dev.holdfast.service;

import dev.holdfast.config.Config;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.Problem;
import dev.holdfast.config.SecretCheck;
import dev.holdfast.run.JobRunner;
import dev.holdfast.secret.SecretResolver;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a configuration, secrets included.
 *
 * @param file that was read
 * @param jobs how many there are, in words
 */
public record Validation(String file, String jobs, List<Problem> problems) {
    /** Reads the configuration and looks for its secrets; runs no program. */
    public static Validation of(ConfigurationFile file) {
        String name = file.find().map(Object::toString).orElse("");
        return switch (file.load()) {
            case Config.Invalid invalid -> new Validation(name, "", invalid.problems());
            case Config.Loaded(Configuration configuration, List<Problem> warnings) -> {
                List<Problem> problems = new ArrayList<>(warnings);
                problems.addAll(SecretCheck.problems(
                        configuration, new SecretResolver(configuration.environment(), JobRunner.SECRET_TIMEOUT)));
                int count = configuration.jobs().size();
                yield new Validation(name, count + (count == 1 ? " job" : " jobs"), List.copyOf(problems));
            }
        };
    }
}
