package dev.holdfast.config;

import dev.holdfast.secret.Environment;
import java.nio.file.Path;
import java.util.List;

/** What came of reading the configuration. */
public sealed interface Config {
    /** All that was found, in the order of the files. */
    List<Problem> problems();

    /** The program's variables, and those of {@code env-file:}; secrets are to be resolved with it. */
    Environment environment();

    /** Every secret that is needed, as far as the files could be read, with the place that says so. */
    List<SecretUse> secrets();

    /** Every program that a source is, as far as the files could be read, with the place that says so. */
    List<ProgramUse> programs();

    /**
     * It can be used.
     *
     * @param warnings what does not do all that one may think, in the order of the files
     */
    record Loaded(Configuration configuration, List<Problem> warnings) implements Config {
        @Override
        public List<Problem> problems() {
            return warnings;
        }

        @Override
        public Environment environment() {
            return configuration.environment();
        }

        @Override
        public List<SecretUse> secrets() {
            return configuration.secrets();
        }

        @Override
        public List<ProgramUse> programs() {
            return configuration.programs();
        }
    }

    /**
     * It can't be used.
     *
     * @param problems errors and warnings in the order of the files, at least one error
     */
    record Invalid(List<Problem> problems, Environment environment, List<SecretUse> secrets, List<ProgramUse> programs)
            implements Config {}

    /**
     * Reads a file with all it includes. Secrets are not fetched; {@link SecretCheck} looks for them.
     *
     * @param file the main file; relative paths in it start from its folder
     */
    static Config load(Path file, Environment environment) {
        return new ConfigLoader(environment).load(file.toAbsolutePath().normalize());
    }

    /** As {@link #load}, with {@code text} in the main file's place. */
    static Config load(Path file, String text, Environment environment) {
        return new ConfigLoader(environment).load(file.toAbsolutePath().normalize(), text);
    }

    /** The JSON Schema (draft 2020-12) of the file, as text that ends with a line end. */
    static String schema() {
        return Schema.text();
    }
}
