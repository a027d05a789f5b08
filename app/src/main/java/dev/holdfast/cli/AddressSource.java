package dev.holdfast.cli;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.service.RepositoryAddress;
import dev.holdfast.service.Surroundings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a repository's address comes from: flags, then variables.
 *
 * @param names of the flags and variables
 */
record AddressSource(@Nullable String location, @Nullable String file, OptionNames names) {
    /** The flags that were given. */
    List<String> flags() {
        return Stream.of(location == null ? "" : names.flag("repo"), file == null ? "" : names.flag("repository-file"))
                .filter(flag -> !flag.isEmpty())
                .toList();
    }

    /** Whether there is an address. */
    boolean isGiven(Surroundings surroundings) {
        AddressSource chosen = orVariables(surroundings);
        return chosen.location != null || chosen.file != null;
    }

    /** The backend at the address. */
    Backend backend(Surroundings surroundings) {
        return new RepositoryAddress(location(surroundings)).backend(RepositoryOptions.directory(surroundings));
    }

    /** The address, word for word as it was told. */
    String location(Surroundings surroundings) {
        if (location != null && file != null) {
            throw new InvalidRequest(
                    names.flag("repo") + " and " + names.flag("repository-file") + " exclude each other",
                    "give one of them");
        }
        AddressSource chosen = orVariables(surroundings);
        if (chosen.location != null) {
            return chosen.location;
        }
        if (chosen.file == null) {
            throw new InvalidRequest(
                    "no " + names.repository() + " was named",
                    "name it with " + names.flag("repo") + ", " + names.flag("repository-file") + " or "
                            + names.variable("REPOSITORY"));
        }
        try {
            return new String(NamedFile.read(chosen.file, surroundings), StandardCharsets.UTF_8).strip();
        } catch (InvalidRequest e) {
            throw new InvalidRequest(
                    "no " + names.repository() + ": " + e.getMessage(),
                    "check " + names.flag("repository-file") + " or " + names.variable("REPOSITORY_FILE"));
        }
    }

    private AddressSource orVariables(Surroundings surroundings) {
        if (location != null || file != null) {
            return this;
        }
        return new AddressSource(
                variable(surroundings, "REPOSITORY").orElse(null),
                variable(surroundings, "REPOSITORY_FILE").orElse(null),
                names);
    }

    private Optional<String> variable(Surroundings surroundings, String name) {
        return RepositoryOptions.variable(surroundings, names.variable(name));
    }
}
