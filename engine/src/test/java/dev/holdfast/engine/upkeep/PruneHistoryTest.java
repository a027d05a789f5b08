package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Parallel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of backups, forgotten snapshots, prunes with any limits that die anywhere, and the real restic in between: every
 * snapshot that was not forgotten stays as it was, and restic finds nothing wrong. {@code -Dholdfast.histories=500} for more.
 */
final class PruneHistoryTest {
    private static final int STEPS = 10;
    private static final Fault[] FAULTS = {
        Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.POWER_CUT, Fault.FAIL_AFTER, Fault.FULL, Fault.FAIL_FOR_GOOD
    };

    @TempDir
    private Path home;

    @Test
    void everyHistoryEndsSound() {
        long seed = new Random().nextLong();
        int histories = Integer.getInteger("holdfast.histories", 50);
        System.out.println(histories + " histories of seed " + seed);
        new Parallel(2)
                .forEach(
                        IntStream.range(0, histories).boxed().toList(),
                        number -> new History(home.resolve("repository-" + number), seed + number).live());
    }

    private static final class History {
        private final Path folder;
        private final long seed;
        private final Random random;
        private final Backend backend;
        private final Map<ObjectId, ObjectId> snapshots = new TreeMap<>();
        private final List<String> steps = new ArrayList<>();
        private Instant now = Instant.now();

        History(Path folder, long seed) {
            this.folder = folder;
            this.seed = seed;
            this.random = new Random(seed);
            this.backend = LocalBackend.at(folder);
        }

        void live() {
            ScratchRepository.make(backend, random.nextInt(5) == 0 ? 1 : 2);
            try {
                for (int step = 0; step < STEPS; step++) {
                    step();
                    PruneScene.removeLocks(backend);
                    assertEquals(snapshots, Soundness.look(backend));
                }
                assertEquals(snapshots, Soundness.read(backend));
                restic("check", "--read-data", "--no-lock", "--quiet");
            } catch (AssertionError | EngineException e) {
                throw new AssertionError("history of seed " + seed + ": " + steps, e);
            }
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> backup();
                case 4, 5 -> forget();
                case 6, 7, 8 -> dyingPrune();
                case 9, 10 -> {
                    steps.add("prune");
                    PruneScene.prune(backend, request());
                }
                case 11, 12, 13, 14 -> twoPhasePrune();
                default -> {
                    steps.add("restic prune");
                    restic("prune", "--quiet", "--max-unused", random.nextInt(20) + "%");
                }
            }
        }

        private void backup() {
            boolean forgetful = random.nextInt(4) == 0;
            // Few seeds and different lengths, so that snapshots share parts.
            MemorySource source =
                    new MemorySource(1 + random.nextInt(3), 1 + random.nextInt(20), 2_000, random.nextInt(4));
            steps.add(forgetful ? "backup of everything" : "backup");
            ObjectId made = PruneScene.backup(backend, source, forgetful);
            snapshots.put(made, Soundness.look(backend).get(made));
        }

        private void forget() {
            if (!snapshots.isEmpty()) {
                List<ObjectId> ids = new ArrayList<>(snapshots.keySet());
                ObjectId id = ids.get(random.nextInt(ids.size()));
                steps.add("forget " + id.shortName());
                backend.delete(FileRef.of(FileType.SNAPSHOT, id));
                snapshots.remove(id);
            }
        }

        /** Mostly later, so that what was marked may go. */
        private void twoPhasePrune() {
            now = now.plus(Duration.ofMinutes(random.nextInt(300)));
            if (random.nextBoolean()) {
                steps.add("prune in two phases at " + now);
                TwoPhaseScene.prune(backend, now);
                return;
            }
            Fault fault = FAULTS[random.nextInt(FAULTS.length)];
            int call = 1 + random.nextInt(120);
            steps.add("prune in two phases at " + now + " with " + fault + " at " + call);
            try {
                TwoPhaseScene.prune(new FaultyBackend(backend, FaultScript.at(call, fault)), now);
            } catch (EngineException e) {
                steps.add("failed");
            }
        }

        private void dyingPrune() {
            Fault fault = FAULTS[random.nextInt(FAULTS.length)];
            int call = 1 + random.nextInt(120);
            Prune.Request request = request();
            steps.add("prune with " + fault + " at " + call);
            FaultyBackend faulty = new FaultyBackend(backend, FaultScript.at(call, fault));
            try {
                PruneScene.prune(faulty, request);
            } catch (EngineException e) {
                steps.add("failed");
            }
        }

        private Prune.Request request() {
            UnusedLimit limit = switch (random.nextInt(4)) {
                case 0 -> new UnusedLimit.Unlimited();
                case 1 -> new UnusedLimit.Bytes(random.nextInt(20_000));
                case 2 -> new UnusedLimit.Share(random.nextInt(50));
                default -> new UnusedLimit.Bytes(0);
            };
            return new Prune.Request(
                    limit,
                    random.nextInt(3) == 0 ? random.nextInt(50_000) : Long.MAX_VALUE,
                    1 + random.nextInt(6_000),
                    random.nextInt(5) == 0,
                    false,
                    Set.of(),
                    false,
                    PruneScene.TINY,
                    1 + random.nextInt(3),
                    null);
        }

        private void restic(String... arguments) {
            ResticProgram.newest(folder).run(arguments);
        }
    }
}
