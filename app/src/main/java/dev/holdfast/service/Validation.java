package dev.holdfast.service;

import dev.holdfast.config.Config;
import dev.holdfast.config.Problem;
import dev.holdfast.config.SecretCheck;
import dev.holdfast.run.JobRunner;
import dev.holdfast.secret.SecretResolver;
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
        Config config = file.load();
        List<Problem> problems =
                SecretCheck.problems(config, new SecretResolver(config.environment(), JobRunner.SECRET_TIMEOUT));
        return switch (config) {
            case Config.Invalid _ -> new Validation(name, "", problems);
            case Config.Loaded loaded -> {
                int count = loaded.configuration().jobs().size();
                yield new Validation(name, count + (count == 1 ? " job" : " jobs"), problems);
            }
        };
    }
}
