package dev.holdfast.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.secret.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with several faults or very many, and files that can't be read at all. */
class ManyFaultsTest {
    @TempDir
    private Path folder;

    @Test
    void allProblemsComeAtOnceInTheOrderOfTheFile() {
        List<Problem> problems = new ConfigFiles(folder).problems("""
                version: 3
                repositories:
                  disk: { urll: /srv/backup, password: secret }
                jobs:
                  home: { sources: [ { files: [a, b] } ], to: nowhere, nice: very, keep: { days: 1 } }
                  other: { sources: [], to: disk, to: disk }
                colour: red
                """);

        assertEquals(
                List.of(1, 3, 3, 3, 5, 5, 5, 5, 5, 6, 6, 7),
                problems.stream()
                        .filter(Problem::isError)
                        .map(each -> each.place().line())
                        .toList(),
                problems::toString);
    }

    @Test
    void whatIsWrongInAKeyGivenTwiceIsToldToo() {
        String text = ConfigFiles.GOOD + "repositories:\n  disk: { url: /r, password: x }\n"
                + "jobs:\n  home: { sources: [ { files: here } ], to: nowhere }\n  home: { cpu: 1 }\n";

        List<Problem> problems = new ConfigFiles(folder).problems(text);

        assertEquals(
                List.of(
                        "the key \"repositories\" is here a second time; first in line 2",
                        "repositories.disk: there is a repository of this name already at "
                                + folder.resolve("holdfast.yaml") + ":3:3",
                        "repositories.disk.password: is a literal secret",
                        "the key \"jobs\" is here a second time; first in line 6",
                        "jobs.home: there is a job of this name already at " + folder.resolve("holdfast.yaml") + ":7:3",
                        "jobs.home.sources[0].files: \"here\" is not a full path",
                        "jobs.home.to: there is no repository named \"nowhere\"",
                        "the key \"home\" is here a second time; first in line 14",
                        "jobs.home: sources is missing",
                        "jobs.home: to is missing",
                        "jobs.home: unknown key \"cpu\""),
                problems.stream().map(Problem::what).toList());
    }

    @Test
    void whatIsWrongInSourcesThatStandTogetherIsToldToo() {
        String text = ConfigFiles.GOOD.replace(
                "- files: [/home/me]", "- { files: here, command: { run: [sleep, 5], name: 7 } }");

        List<Problem> problems = new ConfigFiles(folder).problems(text);

        assertEquals(
                List.of(
                        "jobs.home.sources[0]: files and command stand together",
                        "jobs.home.sources[0].files: \"here\" is not a full path",
                        "jobs.home.sources[0].command.name: 7 is no text to YAML"),
                problems.stream().map(Problem::what).toList());
    }

    @Test
    void literalSecretsAndValuesOfVariablesAreNotShown() {
        String text = """
                version: ${SECRET}
                repositories:
                  disk: { url: "${SECRET}:x", password: "${SECRET}" }
                jobs:
                  home: { sources: [ { files: "${SECRET}" } ], to: "${SECRET}", schedule: "${SECRET}", cpu-limit: "${SECRET}" }
                """;

        List<Problem> problems = new ConfigFiles(folder).problems(text, Map.of("SECRET", "hunter2"));

        assertTrue(problems.size() >= 7, problems::toString);
        assertFalse(problems.toString().contains("hunter2"), problems::toString);
    }

    @Test
    void filesThatCannotBeReadAreToldSo() throws IOException {
        Files.createDirectory(folder.resolve("folder.yaml"));
        Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE4, '\n'});
        Files.writeString(folder.resolve("huge.yaml"), "#".repeat(2_000_000));

        assertEquals("does not exist", only("missing.yaml").what());
        assertEquals("is a folder", only("folder.yaml").what());
        assertEquals("is not text in UTF-8", only("latin.yaml").what());
        assertEquals("is larger than 1 MiB", only("huge.yaml").what());
    }

    private Problem only(String name) {
        Config config = Config.load(folder.resolve(name), Environment.of(Map.of()));
        return switch (config) {
            case Config.Invalid invalid
            when invalid.problems().size() == 1 -> invalid.problems().getFirst();
            default -> throw new AssertionError(config);
        };
    }

    @Test
    void aFileFullOfWrongNamesIsReadSoon() {
        StringBuilder text = new StringBuilder("version: 1\nrepositories:\n");
        for (int i = 0; i < 15_000; i++) {
            text.append("  r").append(i).append(": {}\n");
        }
        text.append("jobs:\n");
        for (int i = 0; i < 16_000; i++) {
            text.append("  j").append(i).append(": { to: x").append(i).append(" }\n");
        }

        List<Problem> problems = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> new ConfigFiles(folder).problems(text.toString()));

        assertEquals(Findings.LIMIT, problems.size());
    }

    @Test
    void aFileOfVariablesThatIsNotAsItShouldBeIsToldWithItsKeyAndItsOwnFix() throws IOException {
        Path missing = folder.resolve("more.env");
        List<String> told = new ArrayList<>();
        for (String made : List.of("nothing", "folder", "large", "odd")) {
            switch (made) {
                case "folder" -> Files.createDirectory(missing);
                case "large" -> {
                    Files.delete(missing);
                    Files.writeString(missing, "A=" + "x".repeat(YamlText.LIMIT));
                }
                case "odd" -> Files.writeString(missing, "A=\u0007\n");
                default -> {}
            }
            Problem problem = new ConfigFiles(folder)
                    .problems(ConfigFiles.GOOD + "env-file: more.env\n")
                    .getFirst();
            assertEquals(11, problem.place().line());
            told.add(problem.what() + "; " + problem.fix());
        }

        String file = "env-file: " + missing;
        assertEquals(
                List.of(
                        file + " does not exist; write it, or name another at env-file:",
                        file + " is a folder; name the file in it, such as " + missing.resolve("holdfast.env"),
                        file + " is larger than 1 MiB; see that it is the right file",
                        file + ":1:3 there is a character that a file of variables can't have: U+0007; remove it"),
                told);
    }

    @Test
    void quotesThatDoNotEncloseAVariablesValueAreNoPartOfIt() throws IOException {
        Files.writeString(folder.resolve("more.env"), "A=\"x\"\nB=\"hunter2\" # mine\nC=\nD='\n");

        List<Problem> problems = new ConfigFiles(folder).problems(ConfigFiles.GOOD + "env-file: more.env\n");

        assertEquals(
                List.of(2, 4),
                problems.stream().map(problem -> problem.place().line()).toList());
        assertFalse(problems.toString().contains("hunter2"), problems::toString);
    }

    @Test
    void complaintsAreBounded() {
        String text = ConfigFiles.GOOD + "x: y\n".repeat(50_000);

        List<Problem> problems = new ConfigFiles(folder).problems(text);

        assertTrue(problems.size() <= Findings.LIMIT + 1);
    }
}
