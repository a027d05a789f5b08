package dev.holdfast.config;

import dev.holdfast.secret.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the main file: {@code $HOLDFAST_CONFIG}, {@code ./holdfast.yaml}, {@code $XDG_CONFIG_HOME/holdfast/holdfast.yaml},
 * {@code /etc/holdfast/holdfast.yaml}. A file that is named on the command line or by the variable is taken without
 * looking further, even if it is missing.
 *
 * @param workingFolder where the program was started
 * @param systemFolder {@code /etc} but in tests
 */
public record ConfigSearch(Environment environment, Path workingFolder, Path systemFolder) {
    private static final String NAME = "holdfast.yaml";

    /** What came of the search. */
    public sealed interface Outcome {
        /** There is a file, or one was named. */
        record Found(Path file) implements Outcome {}

        /** There is none. */
        record NotFound(List<Path> tried) implements Outcome {}
    }

    /**
     * Looks for the file.
     *
     * @param named the file named on the command line
     */
    public Outcome find(Optional<Path> named) {
        Optional<Path> told = named.or(() -> environment
                .get("HOLDFAST_CONFIG")
                .filter(text -> !text.isBlank())
                .map(Path::of));
        if (told.isPresent()) {
            return new Outcome.Found(workingFolder.resolve(told.get()));
        }
        List<Path> places = places();
        for (Path place : places) {
            if (Files.exists(place)) {
                return new Outcome.Found(place);
            }
        }
        return new Outcome.NotFound(places);
    }

    private List<Path> places() {
        List<Path> places = new ArrayList<>();
        places.add(workingFolder.resolve(NAME));
        // As the XDG specification says, a relative path counts for nothing.
        Optional<Path> home =
                environment.get("HOME").filter(text -> text.startsWith("/")).map(Path::of);
        environment
                .get("XDG_CONFIG_HOME")
                .filter(text -> text.startsWith("/"))
                .map(Path::of)
                .or(() -> home.map(folder -> folder.resolve(".config")))
                .ifPresent(folder -> places.add(folder.resolve("holdfast").resolve(NAME)));
        places.add(systemFolder.resolve("holdfast").resolve(NAME));
        return List.copyOf(places);
    }
}
