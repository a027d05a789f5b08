package dev.holdfast.config;

import dev.holdfast.secret.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configuration files in a folder of a test. */
record ConfigFiles(Path folder) {
    static final String GOOD = """
            version: 1
            repositories:
              disk:
                url: /srv/backup
                password: file:/etc/holdfast/disk.password
            jobs:
              home:
                sources:
                  - files: [/home/me]
                to: disk
            """;

    Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Config load(String text, Map<String, String> environment) {
        return Config.load(write("holdfast.yaml", text), Environment.of(environment));
    }

    Config.Loaded loaded(String text, Map<String, String> environment) {
        return switch (load(text, environment)) {
            case Config.Loaded loaded -> loaded;
            case Config.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    Config.Loaded loaded(String text) {
        return loaded(text, Map.of("HOME", "/home/me"));
    }

    List<Problem> problems(String text, Map<String, String> environment) {
        return switch (load(text, environment)) {
            case Config.Loaded loaded -> throw new AssertionError("no error; warnings: " + loaded.warnings());
            case Config.Invalid invalid -> invalid.problems();
        };
    }

    List<Problem> problems(String text) {
        return problems(text, Map.of("HOME", "/home/me"));
    }
}
