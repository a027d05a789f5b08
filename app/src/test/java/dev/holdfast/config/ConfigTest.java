package dev.holdfast.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.job.ByteSize;
import dev.holdfast.job.CommandSource;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.HostName;
import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositoryUrl;
import dev.holdfast.secret.Environment;
import dev.holdfast.secret.SecretRef;
import dev.holdfast.secret.SecretResolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    @TempDir
    private Path folder;

    private ConfigFiles files = new ConfigFiles(Path.of(""));

    @BeforeEach
    void inFolder() {
        files = new ConfigFiles(folder);
    }

    @Test
    void goodFileBecomesJobsAndRepositories() {
        Config.Loaded loaded = files.loaded("""
                version: 1
                repositories:
                  disk: { url: ./repository, password: "command:[pass, show, 'my backup']" }
                jobs:
                  home:
                    host: local
                    sources:
                      - files: [~/a, /b]
                        exclude: ["*.tmp"]
                        iexclude: "*.BAK"
                        exclude-file: patterns.txt
                        exclude-if-present: [.nobackup]
                        exclude-larger-than: 10MiB
                        exclude-caches: true
                        one-file-system: true
                      - command: { run: [dump, --all], name: all.sql }
                    to: disk
                state: history
                """);

        Configuration configuration = loaded.configuration();
        Job job = configuration.job(new JobName("home")).orElseThrow();
        FilesSource.Filters filters = new FilesSource.Filters(
                List.of("*.tmp"),
                List.of("*.BAK"),
                List.of(folder.resolve("patterns.txt").toString()),
                List.of(".nobackup"),
                Optional.of(new ByteSize(10 * 1024 * 1024)),
                true,
                true);
        assertEquals(List.of(), loaded.warnings());
        assertEquals(HostName.LOCAL, job.host());
        assertEquals(
                List.of(
                        new FilesSource(List.of("/home/me/a", "/b"), filters),
                        new CommandSource(List.of("dump", "--all"), "all.sql")),
                job.sources());
        assertEquals(
                new RepositoryUrl.Local(folder.resolve("repository")),
                configuration.repositoryOf(job).url());
        assertEquals(
                new SecretRef.Command(List.of("pass", "show", "my backup")),
                configuration.repositories().get(new RepositoryName("disk")).password());
        assertEquals(Optional.of(folder.resolve("history")), configuration.state());
        assertEquals(List.of(folder.resolve("holdfast.yaml")), configuration.files());
    }

    @Test
    void whatIsNotDoneYetIsWarnedOf() {
        Config.Loaded loaded = files.loaded(ConfigFiles.GOOD + """
                    schedule: 02:00 Europe/Berlin
                    keep: { daily: 7 }
                    objectives: { rpo: 24h, rto: 1h }
                    notify: [ops]
                notify:
                  ops:
                    - mail: { to: admin@example.org, smtp: "smtp://localhost:25" }
                      when: [failure]
                web: { listen: 127.0.0.1:8420, password: "file:/etc/holdfast/web.password" }
                """);

        List<String> warned = loaded.warnings().stream()
                .map(problem -> problem.place().line() + " " + problem.what().replaceAll(":.*", ""))
                .toList();
        assertEquals(
                List.of(
                        "11 jobs.home.schedule",
                        "12 jobs.home.keep",
                        "13 jobs.home.objectives",
                        "14 jobs.home.notify",
                        "15 notify",
                        "19 web"),
                warned);
        Job job = loaded.configuration().job(new JobName("home")).orElseThrow();
        assertTrue(job.schedule().isPresent());
        assertEquals(7, job.keep().orElseThrow().daily());
        assertEquals(
                List.of("repositories.disk.password"),
                loaded.configuration().secrets().stream().map(SecretUse::key).toList());
    }

    @Test
    void byteOrderMarksAndWindowsLineEndsAreFine() throws IOException {
        String windows = ConfigFiles.GOOD.replace("\n", "\r\n");
        for (byte[] content : List.of(
                ("\uFEFF" + windows).getBytes(StandardCharsets.UTF_8),
                ("\uFEFF" + windows).getBytes(StandardCharsets.UTF_16BE),
                ("\uFEFF" + windows).getBytes(StandardCharsets.UTF_16LE))) {
            Path file = Files.write(folder.resolve("windows.yaml"), content);

            Config config = Config.load(file, Environment.of(Map.of()));

            assertInstanceOf(Config.Loaded.class, config);
        }
    }

    @Test
    void variablesComeFromTheEnvironmentThenFromFiles() {
        files.write("more.env", """
                # places
                export PLACE="/srv/one"
                NAME='all.sql'
                FOLDER=/from/file
                """);

        Config.Loaded loaded = files.loaded("""
                version: 1
                env-file: more.env
                repositories:
                  disk: { url: "${PLACE}/two", password: "${REF}" }
                jobs:
                  home:
                    sources:
                      - files: ["${FOLDER}", "${OTHER:-/default}", "/price$${x}"]
                      - command: { run: [dump], name: "${NAME}" }
                    to: disk
                """, Map.of("REF", "env:PASSWORD", "FOLDER", "/from/environment"));

        Job job = loaded.configuration().job(new JobName("home")).orElseThrow();
        assertEquals(
                new FilesSource(List.of("/from/environment", "/default", "/price${x}"), FilesSource.Filters.NONE),
                job.sources().getFirst());
        assertEquals(
                new CommandSource(List.of("dump"), "all.sql"), job.sources().getLast());
        assertEquals(
                "/srv/one/two", loaded.configuration().repositoryOf(job).url().toString());
        assertEquals(
                Optional.of("all.sql"), loaded.configuration().environment().get("NAME"));
        assertFalse(loaded.toString().contains("/from/file"));
    }

    @Test
    void includedFilesAreOneConfiguration() {
        files.write("jobs.d/b.yaml", "jobs: { b: { sources: [ { files: /b } ], to: disk } }");
        files.write("jobs.d/a.yaml", "jobs: { a: { sources: [ { files: /a } ], to: disk } }");
        files.write("jobs.d/.hidden.yaml", "no: yaml: at all");

        Config.Loaded loaded = files.loaded("""
                version: 1
                include: jobs.d/*.yaml
                repositories:
                  disk: { url: /srv/backup, password: "env:PASSWORD" }
                """);

        assertEquals(
                List.of(new JobName("a"), new JobName("b")),
                List.copyOf(loaded.configuration().jobs().keySet()));
        assertEquals(3, loaded.configuration().files().size());
    }

    @Test
    void problemsOfIncludedFilesNameTheFile() {
        files.write("more.yaml", """
                jobs:
                  home: { sources: [ { files: /a } ], to: dsk }
                repositories:
                  disk: { url: /b, password: "env:B" }
                include: other.yaml
                """);

        List<Problem> problems = files.problems(ConfigFiles.GOOD + "include: [more.yaml, missing.yaml]\n");

        String included = folder.resolve("more.yaml").toString();
        assertEquals(
                List.of(
                        folder.resolve("holdfast.yaml") + ":11:22",
                        included + ":2:3",
                        included + ":2:43",
                        included + ":4:3",
                        included + ":5:1"),
                problems.stream()
                        .map(problem -> problem.place().toString())
                        .sorted()
                        .toList());
    }

    @Test
    void missingSecretsAreFoundWithTheirPlace() throws IOException {
        Path open = files.write("open.password", "secret");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Config config = files.load("""
                version: 1
                repositories:
                  a: { url: /a, password: "file:missing.password" }
                  b: { url: /b, password: "env:MISSING" }
                  c: { url: /c, password: "file:open.password" }
                  d: { url: /d, password: "command:[never-run]" }
                jobs:
                  home: { sources: [ { files: /home/me } ], to: nowhere }
                """, Map.of());
        SecretResolver resolver = new SecretResolver(config.environment(), Duration.ofSeconds(5));

        List<Problem> problems = SecretCheck.problems(config, resolver);

        assertEquals(4, problems.size());
        assertTrue(problems.get(3).what().contains("there is no repository named"), problems::toString);
        assertEquals(3, problems.get(0).place().line());
        assertEquals(
                "repositories.a.password: the secret file " + folder.resolve("missing.password") + " does not exist",
                problems.get(0).what());
        assertEquals(
                "repositories.b.password: environment variable MISSING is not set",
                problems.get(1).what());
        assertFalse(problems.get(2).isError());
        assertEquals("chmod 600 " + open, problems.get(2).fix());
    }

    @Test
    void searchTakesTheFirstFileThatIsThere() {
        Path system = files.write("etc/holdfast/holdfast.yaml", "");
        Path user = files.write("home/.config/holdfast/holdfast.yaml", "");
        Path here = files.write("here/holdfast.yaml", "");
        Path etc = folder.resolve("etc");
        Environment home = Environment.of(Map.of("HOME", folder.resolve("home").toString()));
        Environment told = Environment.of(Map.of("HOLDFAST_CONFIG", "told.yaml"));

        assertEquals(found(here), new ConfigSearch(home, folder.resolve("here"), etc).find(Optional.empty()));
        assertEquals(found(user), new ConfigSearch(home, folder, etc).find(Optional.empty()));
        assertEquals(found(system), new ConfigSearch(Environment.of(Map.of()), folder, etc).find(Optional.empty()));
        assertEquals(found(folder.resolve("told.yaml")), new ConfigSearch(told, folder, etc).find(Optional.empty()));
        assertEquals(
                found(folder.resolve("named.yaml")),
                new ConfigSearch(told, folder, etc).find(Optional.of(Path.of("named.yaml"))));
        assertEquals(
                new ConfigSearch.Outcome.NotFound(List.of(
                        folder.resolve("holdfast.yaml"),
                        folder.resolve("holdfast").resolve("holdfast.yaml"))),
                new ConfigSearch(Environment.of(Map.of()), folder, folder).find(Optional.empty()));
    }

    private static ConfigSearch.Outcome found(Path file) {
        return new ConfigSearch.Outcome.Found(file);
    }
}
