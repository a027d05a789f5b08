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
 * Where a repository's address comes from: a flag or, without it, its variable. As in restic, empty ones name nothing, and
 * whoever names both an address and a file with one is refused, whether by flags or by variables.
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
        return told(location, "REPOSITORY", surroundings).isPresent()
                || told(file, "REPOSITORY_FILE", surroundings).isPresent();
    }

    /** The backend at the address. */
    Backend backend(Surroundings surroundings) {
        return new RepositoryAddress(location(surroundings)).backend(RepositoryOptions.directory(surroundings));
    }

    /** The address, word for word as it was told. */
    String location(Surroundings surroundings) {
        Optional<String> address = told(location, "REPOSITORY", surroundings);
        Optional<String> listed = told(file, "REPOSITORY_FILE", surroundings);
        if (address.isPresent() && listed.isPresent()) {
            throw new InvalidRequest(
                    (location != null ? names.flag("repo") : names.variable("REPOSITORY")) + " and "
                            + (file != null ? names.flag("repository-file") : names.variable("REPOSITORY_FILE"))
                            + " exclude each other",
                    location != null && file != null ? "give one of them" : "give one of them; unset the other");
        }
        if (listed.isEmpty()) {
            return address.orElseThrow(() -> new InvalidRequest(
                    "no " + names.repository() + " was named",
                    "name it with " + names.flag("repo") + ", " + names.flag("repository-file") + " or "
                            + names.variable("REPOSITORY")));
        }
        try {
            return new String(NamedFile.read(listed.get(), surroundings), StandardCharsets.UTF_8).strip();
        } catch (InvalidRequest e) {
            throw new InvalidRequest(
                    "no " + names.repository() + ": " + e.getMessage(),
                    "check " + names.flag("repository-file") + " or " + names.variable("REPOSITORY_FILE"));
        }
    }

    private Optional<String> told(@Nullable String flag, String variable, Surroundings surroundings) {
        return flag != null
                ? Optional.of(flag).filter(value -> !value.isEmpty())
                : RepositoryOptions.variable(surroundings, names.variable(variable));
    }
}
