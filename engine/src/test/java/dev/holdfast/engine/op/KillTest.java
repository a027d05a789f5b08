package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed at random moments while they back up a folder that changes under their hands. After every kill the
 * real restic finds nothing wrong and all earlier snapshots are there; in the end all are restored and compared.
 */
final class KillTest {
    private static final int REPOSITORIES = 4;
    private static final int KILLS_IN_EACH = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path home;

    private Path data;
    private Instant begin = Instant.EPOCH;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Map<String, Integer> reached = new TreeMap<>();

    /** Every snapshot's tree so far. */
    private final Map<ObjectId, ObjectId> trees = new TreeMap<>();

    /** What the steady folder held when the snapshot was made. */
    private final Map<ObjectId, Map<String, String>> manifests = new TreeMap<>();

    @BeforeEach
    void placeData() {
        data = home.resolve("data");
    }

    @Test
    void noKillEverHarmsWhatIsStored() throws Exception {
        System.out.println("kills of seed " + seed);
        RestlessFolder live = new RestlessFolder(data.resolve("live"), random.nextLong());
        AtomicBoolean end = new AtomicBoolean();
        Thread restless = Thread.ofPlatform().daemon().start(() -> {
            while (!end.get()) {
                live.step();
                LockSupport.parkNanos(5_000_000); // paces the changes; nothing waits for it
            }
        });
        int snapshots = 0;
        try {
            for (int number = 0; number < REPOSITORIES; number++) {
                snapshots += killRepeatedly(home.resolve("repository-" + number));
            }
        } finally {
            end.set(true);
            restless.join();
        }
        System.out.println(
                REPOSITORIES * KILLS_IN_EACH + " kills, " + snapshots + " snapshots; stored by the killed: " + reached);
    }

    private int killRepeatedly(Path repository) throws Exception {
        trees.clear();
        manifests.clear();
        Backend backend = LocalBackend.at(repository);
        ScratchRepository.make(backend, 2);
        RestlessFolder steady = new RestlessFolder(data.resolve("steady"), random.nextLong());
        long run = 0;
        long untilFirstPack = 0;
        for (int i = 0; i < 3; i++) {
            change(steady);
            run = runToItsEnd(repository).toNanos();
            untilFirstPack = untilFirstPack(repository).toNanos();
            note(backend, 1);
        }
        for (int kill = 0; kill < KILLS_IN_EACH; kill++) {
            change(steady);
            Map<FileType, Integer> before = count(backend);
            // Most of them where something is being stored.
            long from = random.nextInt(4) == 0 ? 0 : Math.min(untilFirstPack, run / 2);
            kill(repository, Duration.ofNanos(random.nextLong(from, run)));
            note(backend, 0);
            count(before, count(backend));
            ResticProgram.newest(repository).run("check", "--read-data", "--no-lock", "--quiet");
        }
        runToItsEnd(repository);
        note(backend, 1);
        assertEquals(0, count(backend).get(FileType.LOCK), "locks of the killed are left");
        assertStoredOnce(backend);
        compareAll(repository);
        return trees.size();
    }

    private static void change(RestlessFolder folder) {
        for (int i = 0; i < 10; i++) {
            folder.step();
        }
    }

    private Duration runToItsEnd(Path repository) throws Exception {
        Process child = begun(repository);
        long start = System.nanoTime();
        assertTrue(child.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the backup hangs");
        assertEquals(0, child.exitValue(), this::errors);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How long the last run worked until its first pack was there. */
    private Duration untilFirstPack(Path repository) throws IOException {
        try (Stream<Path> packs = Files.walk(repository.resolve("data"))) {
            Instant first = Instant.MAX;
            for (Path pack : packs.filter(Files::isRegularFile).toList()) {
                Instant time = Files.getLastModifiedTime(pack).toInstant();
                first = time.isAfter(begin) && time.isBefore(first) ? time : first;
            }
            return Duration.between(begin, first);
        }
    }

    private void kill(Path repository, Duration after) throws Exception {
        Process child = begun(repository);
        boolean ended = child.waitFor(after.toNanos(), TimeUnit.NANOSECONDS);
        child.destroyForcibly().waitFor();
        assertTrue(!ended || child.exitValue() == 0, this::errors);
    }

    /** A backup that has just begun. */
    private Process begun(Path repository) throws IOException {
        Process child = ChildBackup.start(repository, data);
        assertEquals("begin", child.inputReader().readLine(), this::errors);
        begin = Instant.now();
        return child;
    }

    private String errors() {
        try {
            return Files.readString(home.resolve("child.err"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Looks at all snapshots and takes down the new ones. */
    private void note(Backend backend, int atLeast) {
        Map<ObjectId, ObjectId> now = Soundness.look(backend);
        assertTrue(now.entrySet().containsAll(trees.entrySet()), "a snapshot is gone or has changed");
        assertTrue(now.size() >= trees.size() + atLeast, "no snapshot was made");
        now.keySet().forEach(id -> manifests.computeIfAbsent(id, _ -> RestlessFolder.manifest(data.resolve("steady"))));
        trees.putAll(now);
    }

    private static Map<FileType, Integer> count(Backend backend) {
        Map<FileType, Integer> files = new EnumMap<>(FileType.class);
        for (FileType type : FileType.values()) {
            files.put(type, 0);
            backend.list(type, _ -> files.merge(type, 1, Integer::sum));
        }
        return files;
    }

    private void count(Map<FileType, Integer> before, Map<FileType, Integer> after) {
        String most = "nothing";
        for (FileType type : List.of(FileType.PACK, FileType.INDEX, FileType.SNAPSHOT)) {
            if (after.get(type) > before.get(type)) {
                most = type.word();
            }
        }
        reached.merge(most, 1, Integer::sum);
    }

    /** What the killed stored was taken over by the next run. */
    private static void assertStoredOnce(Backend backend) {
        try (Repository repository = ScratchRepository.open(backend)) {
            Index index = repository.index();
            assertEquals(count(backend).get(FileType.PACK), index.packs().size(), "packs are in no index");
            Set<String> blobs = new HashSet<>();
            for (ObjectId pack : index.packs()) {
                index.blobs(pack).forEach(blob -> assertTrue(blobs.add(blob.type() + "/" + blob.id()), "stored twice"));
            }
        }
    }

    private void compareAll(Path repository) {
        Soundness.read(LocalBackend.at(repository));
        for (Map.Entry<ObjectId, Map<String, String>> snapshot : manifests.entrySet()) {
            Path target = home.resolve("restored-" + snapshot.getKey());
            ResticProgram.newest(repository)
                    .run(
                            "restore",
                            snapshot.getKey() + ":" + data.resolve("steady"),
                            "--target",
                            target.toString(),
                            "--quiet");
            assertEquals(snapshot.getValue(), RestlessFolder.manifest(target));
        }
    }
}
