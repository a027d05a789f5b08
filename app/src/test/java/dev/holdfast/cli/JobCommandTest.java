package dev.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the commands over one job have: a repository, a folder and a configuration. */
abstract class JobCommandTest {
    @TempDir
    Path folder;

    OwnHome home;
    Path files;

    @BeforeEach
    void makeHome() throws IOException {
        home = new OwnHome(folder.toRealPath());
        home.makeRepository();
        files = Files.createDirectories(home.path("files"));
        Files.writeString(files.resolve("a"), "content");
    }

    final void configure(String job) throws IOException {
        home.configure("  app:\n    to: store\n    sources:\n" + job);
    }

    final int snapshots() throws IOException {
        try (Stream<Path> all = Files.list(home.path("repository/snapshots"))) {
            return (int) all.count();
        }
    }

    final Json run() {
        OwnHome.Outcome outcome = home.run("run", "--json");
        return Json.parse(outcome.out().lines().findFirst().orElseThrow(() -> new AssertionError(outcome.err())));
    }
}
