package dev.holdfast.service;

import dev.holdfast.config.Config;
import dev.holdfast.config.Problem;
import dev.holdfast.config.ProgramCheck;
import dev.holdfast.config.SecretCheck;
import dev.holdfast.run.JobRunner;
import dev.holdfast.secret.SecretResolver;
import java.util.List;

/**
 * What is wrong with a configuration, secrets and programs included.
 *
 * @param file that was read
 * @param jobs how many there are, in words
 */
public record Validation(String file, String jobs, List<Problem> problems) {
    /** Reads the configuration and looks for its secrets and programs; runs none. */
    public static Validation of(Surroundings surroundings, ConfigurationFile file) {
        String name = file.find().map(Object::toString).orElse("");
        Config config = file.load();
        List<Problem> problems = ProgramCheck.problems(
                config,
                SecretCheck.problems(config, new SecretResolver(config.environment(), JobRunner.SECRET_TIMEOUT)),
                surroundings.programs());
        return switch (config) {
            case Config.Invalid _ -> new Validation(name, "", problems);
            case Config.Loaded loaded -> {
                int count = loaded.configuration().jobs().size();
                yield new Validation(name, count + (count == 1 ? " job" : " jobs"), problems);
            }
        };
    }
}
