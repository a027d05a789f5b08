package dev.holdfast.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.holdfast.job.FilesSource;
import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.secret.Environment;
import dev.holdfast.secret.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedFilesTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    private Path folder;

    @Test
    void publishedSchemaIsTheGeneratedOne() throws IOException {
        String published = Files.readString(PROJECT.resolve("docs/holdfast.schema.json"));

        assertEquals(
                Config.schema(), published, "regenerate it: holdfast validate --schema > docs/holdfast.schema.json");
    }

    @Test
    void everyExampleIsValidWithoutWarning() throws IOException {
        List<Path> examples;
        try (Stream<Path> all = Files.walk(PROJECT.resolve("examples"))) {
            examples = all.filter(path -> path.toString().endsWith(".yaml")).toList();
        }
        assertFalse(examples.isEmpty());
        for (Path example : examples) {
            Config config = Config.load(example, Environment.of(Map.of("HOME", "/home/me")));

            Config.Loaded loaded = assertInstanceOf(Config.Loaded.class, config, () -> example + ": " + config);
            assertEquals(List.of(), loaded.warnings());
        }
    }

    @Test
    void firstConfigurationIsValidWhateverThePathsAre() throws IOException {
        List<Path> sources = List.of(
                Path.of("/home/me/Documents"),
                Path.of("/srv/it's \"odd\": # ${HOME} $${x} \\ %s *"),
                Path.of("/srv/ends with space "),
                Path.of("/srv/tab\tand\nline"));
        FirstConfiguration first = new FirstConfiguration(
                new RepositoryName("main"),
                Path.of("/backup/${X} a"),
                Path.of("/etc/pass word#1"),
                new JobName("home"),
                sources);
        Path file = Files.writeString(folder.resolve("holdfast.yaml"), first.render());

        Config config = Config.load(file, Environment.of(Map.of()));

        Config.Loaded loaded = assertInstanceOf(Config.Loaded.class, config, config::toString);
        Configuration configuration = loaded.configuration();
        Job job = configuration.job(new JobName("home")).orElseThrow();
        FilesSource read = assertInstanceOf(FilesSource.class, job.sources().getFirst());
        assertEquals(List.of(), loaded.warnings());
        assertEquals(sources.stream().map(Path::toString).toList(), read.paths());
        assertEquals("/backup/${X} a", configuration.repositoryOf(job).url().toString());
        assertEquals(
                new SecretRef.File(Path.of("/etc/pass word#1")),
                configuration.repositoryOf(job).password());
    }
}
