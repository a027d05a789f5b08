package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import dev.holdfast.secret.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files that the main file names by {@code env-file:} and {@code include:}; they are needed before it can be read. */
final class FileLists {
    private final Path main;
    private final Findings findings;
    private final List<Path> variableFiles = new ArrayList<>();

    FileLists(Path main, Findings findings) {
        this.main = main;
        this.findings = findings;
    }

    /** The files read by {@link #variables}. */
    List<Path> variableFiles() {
        return variableFiles;
    }

    /** The variables of all {@code env-file:}s; a later file wins. */
    Map<String, String> variables(YamlNode root, Environment environment) {
        Map<String, String> all = new HashMap<>();
        for (Named named : named(root, RootShape.ENV_FILE, environment)) {
            Optional<Path> file = named.path(findings);
            if (file.isPresent()) {
                variableFiles.add(file.get());
                all.putAll(VariableFile.read(file.get(), named.place(), findings));
            }
        }
        return all;
    }

    /** The files that fit the patterns of {@code include:}, sorted within each pattern. */
    List<Path> included(YamlNode root, Environment environment) {
        Set<Path> all = new LinkedHashSet<>();
        for (Named named : named(root, RootShape.INCLUDE, environment)) {
            Optional<Path> pattern = named.path(findings);
            if (pattern.isPresent()) {
                all.addAll(new PathGlob(named.place(), findings).expand(pattern.get()));
            }
        }
        all.remove(main);
        return List.copyOf(all);
    }

    private record Named(String text, Place place, Reading reading) {
        Optional<Path> path(Findings findings) {
            try {
                return Optional.of(reading.resolve(text));
            } catch (InvalidValue e) {
                findings.error(place, e.what(), e.fix());
                return Optional.empty();
            }
        }
    }

    private List<Named> named(YamlNode root, Key<List<String>> key, Environment environment) {
        List<Named> all = new ArrayList<>();
        if (root instanceof YamlNode.Mapping mapping
                && mapping.entry(key.name()).isPresent()) {
            YamlNode.Entry entry = mapping.entry(key.name()).get();
            // What is wrong with the list itself comes out when the whole file is read.
            Reading.Session unheard = Reading.Session.start(new Findings(), environment);
            Path folder = Optional.ofNullable(main.getParent()).orElse(main);
            Reading reading = Reading.ofFile(unheard, folder, entry.key().place());
            List<String> texts = key.shape().read(entry.value(), reading).orElse(List.of());
            for (int i = 0; i < texts.size(); i++) {
                all.add(new Named(texts.get(i), placeOf(entry.value(), i), reading));
            }
        }
        return all;
    }

    private static Place placeOf(YamlNode list, int index) {
        return list instanceof YamlNode.Sequence sequence
                ? sequence.items().get(index).place()
                : list.place();
    }
}
