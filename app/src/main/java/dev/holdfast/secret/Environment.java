package dev.holdfast.secret;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The environment variables that the program was given; shows none of their values. Immutable. */
public final class Environment {
    private final Map<String, String> variables;

    private Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** An environment with a copy of {@code variables}. */
    public static Environment of(Map<String, String> variables) {
        return new Environment(Map.copyOf(variables));
    }

    /** The value of a variable, if it is set. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** All variables, as a child process gets them. */
    public Map<String, String> variables() {
        return variables;
    }

    /** This environment and those of {@code more} that are not set in it. */
    public Environment withDefaults(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(variables);
        return of(all);
    }

    @Override
    public String toString() {
        return "Environment[" + variables.size() + " variables]";
    }
}
