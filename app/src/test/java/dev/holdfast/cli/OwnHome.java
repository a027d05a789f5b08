package dev.holdfast.cli;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.secret.Environment;
import dev.holdfast.service.Surroundings;
import dev.holdfast.service.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program in this process, with a home, a temporary folder and a working directory of its own. */
final class OwnHome {
    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();

    /** What a command line came to. */
    record Outcome(int code, String out, String err) {}

    OwnHome(Path folder) throws IOException {
        this.folder = folder;
        for (String name : List.of("home", "tmp", "work")) {
            Files.createDirectories(folder.resolve(name));
        }
        variables.put("HOME", folder.resolve("home").toString());
        variables.put("TMPDIR", folder.resolve("tmp").toString());
        variables.put("XDG_STATE_HOME", folder.resolve("state").toString());
        variables.put("PATH", System.getenv("PATH"));
        variables.put("HOLDFAST_LAUNCHER", "/opt/holdfast/holdfast");
    }

    /** A path in the folder that holds everything. */
    Path path(String name) {
        return folder.resolve(name);
    }

    Path workingDirectory() {
        return path("work");
    }

    void set(String variable, String value) {
        variables.put(variable, value);
    }

    /** Makes a repository that opens in no time, in {@code repository}, its password in {@code password}. */
    void makeRepository() throws IOException {
        RepositoryFixture.at(path("repository")).close();
        Files.writeString(path("password"), RepositoryFixture.PASSWORD + "\n");
    }

    /** Writes the configuration into the working directory: that repository as {@code store}, and the jobs. */
    void configure(String jobs) throws IOException {
        Files.writeString(
                workingDirectory().resolve("holdfast.yaml"),
                """
                version: 1
                repositories:
                  store: { url: "%s", password: "file:%s" }
                jobs:
                """.formatted(path("repository"), path("password")) + jobs);
    }

    /** Runs one command line. */
    Outcome run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = new Program(surroundings(outStream, errStream), "holdfast").run(List.of(words));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Surroundings surroundings(PrintStream out, PrintStream err) {
        return new Surroundings(
                Environment.of(variables),
                ByteString.of(workingDirectory().toString()),
                new ByteArrayInputStream(new byte[0]),
                out,
                err,
                InstantSource.system(),
                ZoneId.of("Europe/Berlin"),
                SecureRandom::new,
                "test",
                Terminal.NONE);
    }
}
