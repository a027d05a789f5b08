package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StopTest {
    @TempDir
    private Path home;

    private Path repository;
    private Path folder;

    @BeforeEach
    void makeRepository() throws IOException {
        repository = home.resolve("repository");
        folder = Files.createDirectory(home.resolve("folder"));
        ScratchRepository.make(LocalBackend.at(repository), 2);
    }

    private void fill() throws IOException {
        Random random = new Random(1);
        byte[] content = new byte[2_000_000];
        for (int i = 0; i < 40; i++) {
            random.nextBytes(content);
            Files.write(folder.resolve("file" + i), content);
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aBackupThatIsToldToStopKeepsWhatItStored(String signal, int code) throws Exception {
        fill();
        Child stopped = Child.start(repository, List.of(), "backup", folder.toString(), "--pack-size", "4");
        stopped.awaitFiles(FileType.PACK, 5);
        stopped.signal(signal);

        assertEquals(code, stopped.exitCode(), stopped::errors);
        assertTrue(stopped.errors().contains("interrupted"), stopped::errors);
        assertEquals(0, count(FileType.SNAPSHOT));
        assertEquals(0, count(FileType.LOCK));
        int kept = packsOfIndex();
        assertTrue(kept >= 5);
        assertEquals(kept, count(FileType.PACK), "packs without an index");

        Child next = Child.start(repository, List.of(), "backup", folder.toString());
        assertEquals(0, next.exitCode(), next::errors);
        assertEquals(1, Soundness.read(LocalBackend.at(repository)).size());
        try (Repository open = ScratchRepository.open(LocalBackend.at(repository))) {
            Set<ObjectId> data = new HashSet<>();
            open.index()
                    .forEach(place -> assertTrue(
                            place.blob().type() == BlobType.TREE
                                    || data.add(place.blob().id()),
                            "stored twice"));
        }
    }

    @Test
    void aBackupOfAStreamThatNeverEndsCanBeStopped() throws Exception {
        Child stopped = Child.start(repository, List.of(), "backup", "--stdin");
        stopped.process().getOutputStream().write(new byte[100]);
        stopped.process().getOutputStream().flush();
        stopped.awaitFiles(FileType.LOCK, 1);
        long start = System.nanoTime();
        stopped.signal("INT");

        assertEquals(130, stopped.exitCode(), stopped::errors);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(taken.toSeconds() < 20, () -> "it took " + taken);
        assertEquals(0, count(FileType.SNAPSHOT));
    }

    @Test
    void aRunThatIsStoppedSaysWhatIsKept() throws Exception {
        Path configuration = home.resolve("holdfast.yaml");
        Files.writeString(configuration, """
                version: 1
                repositories:
                  store: { url: "%s", password: "env:RESTIC_PASSWORD" }
                jobs:
                  slow: { to: store, sources: [ { command: { run: [sleep, "100"], name: dump } } ] }
                """.formatted(repository));
        Child stopped = Child.start(
                repository, List.of("env", "XDG_STATE_HOME=" + home), "run", "--config", configuration.toString());
        stopped.awaitFiles(FileType.LOCK, 1);
        stopped.signal("INT");

        assertEquals(130, stopped.exitCode(), stopped::errors);
        assertTrue(stopped.errors().contains("job slow: interrupted: no snapshot was written\n"), stopped::errors);
        assertTrue(
                stopped.errors()
                        .contains("run again to go on: what was stored so far is kept and will not be stored again"),
                stopped::errors);
    }

    @Test
    void theSignalThatResticSendsToTheOwnerOfALockDoesNoHarm() throws Exception {
        fill();
        Child running = Child.start(repository, List.of(), "backup", folder.toString(), "--pack-size", "4");
        running.awaitFiles(FileType.PACK, 1);

        ResticProgram.newest(repository).run("unlock");
        ResticProgram.old(repository).run("unlock");
        running.signal("HUP");

        assertEquals(0, running.exitCode(), running::errors);
        assertEquals(1, Soundness.look(LocalBackend.at(repository)).size());
    }

    private int count(FileType type) {
        try (Repository open = ScratchRepository.open(LocalBackend.at(repository))) {
            return open.ids(type).size();
        }
    }

    private int packsOfIndex() {
        try (Repository open = ScratchRepository.open(LocalBackend.at(repository))) {
            return open.index().packs().size();
        }
    }
}
