package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ChildProgram;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Impatient;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The life of two repositories by a seed: deeds of all kinds, which fail, are killed, or happen at the same time. */
final class History {
    private static final int STEPS = 12;
    private static final int LOCKED = 11; // restic's exit code
    private static final int KILLED = 128 + 9;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final List<Fault> FAULTS = List.of(Fault.values());

    private final Path home;
    private final long seed;
    private final Random random;
    private final List<HistoryStore> stores = new ArrayList<>();
    private final HistoryFolder folder;
    private final HistoryDeeds deeds;
    private final List<String> steps = new ArrayList<>();

    History(Path home, long seed) {
        this.home = home;
        this.seed = seed;
        this.random = new Random(seed);
        for (String name : new String[] {"one", "two"}) {
            stores.add(new HistoryStore(home.resolve(name), random.nextInt(5) == 0 ? 1 : 2));
        }
        this.folder = new HistoryFolder(home.resolve("source"), random);
        this.deeds = new HistoryDeeds(folder, random);
    }

    /** Lives it; fails with the seed and all steps if anything was harmed. */
    void live() {
        try {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            for (HistoryStore store : stores) {
                store.compareAll(home.resolve("source"), home.resolve("restored"));
            }
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError("history of seed " + seed + ": " + String.join("\n  ", steps), e);
        }
    }

    private void step() throws IOException {
        HistoryStore store = stores.get(random.nextInt(3) / 2);
        HistoryStore other = stores.get(1 - stores.indexOf(store));
        folder.change();
        int manner = random.nextInt(100);
        if (manner < 10) {
            together(store, random.nextInt(3) == 0 ? deeds.resticBackup() : deeds.backup(), deeds.besideBackup(store));
            return;
        }
        HistoryDeed deed = deeds.any(store, other);
        if (manner < 15) {
            killed(store, deed);
        } else if (manner < 20) {
            withoutAnIndexFile(store);
        } else if (manner < 60 && !deed.restic()) {
            faulty(store, deed);
        } else {
            plain(store, deed);
        }
    }

    private void tell(HistoryStore store, String manner, HistoryDeed deed) {
        steps.add(store.folder().getFileName() + ": " + manner + deed);
    }

    private void plain(HistoryStore store, HistoryDeed deed) {
        tell(store, "", deed);
        assertTrue(run(store, deed));
        store.settle(List.of(deed), List.of());
    }

    /** Whether it was done; if not, the repository was locked. */
    private boolean run(HistoryStore store, HistoryDeed deed) {
        if (deed.restic()) {
            var ended = store.restic().attempt(deed.words().toArray(String[]::new));
            assertTrue(ended.code() == 0 || ended.code() == LOCKED, () -> ended.code() + " " + ended.output());
            return ended.code() == 0;
        }
        try {
            return HistoryWork.run(store.backend(), deed.words());
        } catch (RepositoryLocked e) {
            return false;
        }
    }

    private void faulty(HistoryStore store, HistoryDeed deed) {
        Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        int call = 1 + random.nextInt(calls(store, deed));
        boolean patient = random.nextInt(4) == 0;
        tell(store, fault + " at " + call + (patient ? ", tried again, in " : " in "), deed);
        boolean done = attempt(store, deed, fault, call, patient);
        store.settle(done ? List.of(deed) : List.of(), done ? List.of() : List.of(deed));
    }

    /** How many calls the deed makes to the repository, as seen by one of a copy. */
    private static int calls(HistoryStore store, HistoryDeed deed) {
        MemoryBackend copy = new MemoryBackend();
        PruneScene.copy(store.backend(), copy);
        FaultyBackend counting = new FaultyBackend(copy, FaultScript.none());
        HistoryWork.run(counting, deed.words());
        return counting.calls().size();
    }

    private boolean attempt(HistoryStore store, HistoryDeed deed, Fault fault, int call, boolean patient) {
        Backend backend = Impatient.faulty(store.backend(), FaultScript.at(call, fault));
        if (patient) {
            backend = Impatient.retrying(backend);
        }
        boolean done;
        try {
            done = HistoryWork.run(backend, deed.words());
        } catch (EngineException e) {
            steps.add("failed: " + e.getMessage());
            done = false;
        }
        assertTrue(done || !patient || !fault.passes(), "a failure that passes was not borne");
        store.removeLocks();
        return done;
    }

    /** Index files get lost; of what snapshots need, nothing does. */
    private void withoutAnIndexFile(HistoryStore store) {
        List<FileInfo> indexes = PruneScene.files(store.backend(), FileType.INDEX);
        HistoryDeed repair = deeds.repairIndex();
        if (indexes.isEmpty()) {
            return;
        }
        FileInfo lost = indexes.get(random.nextInt(indexes.size()));
        store.backend().delete(lost.file());
        Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        int call = 1 + random.nextInt(calls(store, repair));
        tell(store, "without " + lost.file() + ", " + fault + " at " + call + " in ", repair);
        attempt(store, repair, fault, call, false);
        plain(store, repair);
    }

    private void killed(HistoryStore store, HistoryDeed deed) throws IOException {
        int millis = random.nextInt(deed.restic() ? 300 : 700);
        tell(store, "after " + millis + " ms killed: ", deed);
        Path output = home.resolve("child.out");
        Process child;
        if (deed.restic()) {
            child = store.restic().start(output, deed.words().toArray(String[]::new));
        } else {
            List<String> words = new ArrayList<>(List.of(store.folder().toString()));
            words.addAll(deed.words());
            child = ChildProgram.start(HistoryWork.class, output, words.toArray(String[]::new));
            assertEquals("begin", child.inputReader().readLine());
        }
        int code = kill(child, millis);
        String told = Files.readString(output);
        assertTrue(code == 0 || code == KILLED, () -> code + " " + told);
        steps.add(code == 0 ? "it had ended" : "it died");
        if (deed.restic()) {
            // Another machine may have been its, as far as Holdfast can see; a copy locks both repositories.
            stores.forEach(HistoryStore::removeLocks);
        }
        store.settle(code == 0 ? List.of(deed) : List.of(), code == 0 ? List.of() : List.of(deed));
    }

    private static int kill(Process child, int millis) {
        try {
            child.waitFor(millis, TimeUnit.MILLISECONDS);
            return child.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Both at once: each is done, or refused because of the other's lock. */
    private void together(HistoryStore store, HistoryDeed one, HistoryDeed other) {
        tell(store, "", one);
        tell(store, "at once: ", other);
        store.removeLocks();
        CompletableFuture<Boolean> beside = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                beside.complete(run(store, other));
            } catch (RuntimeException | Error e) {
                beside.completeExceptionally(e);
            }
        });
        boolean firstDone = run(store, one);
        boolean otherDone =
                beside.orTimeout(PATIENCE.toMinutes(), TimeUnit.MINUTES).join();
        List<HistoryDeed> done = new ArrayList<>();
        if (firstDone) {
            done.add(one);
        }
        if (otherDone) {
            done.add(other);
        }
        steps.add("done: " + done.size());
        assertTrue(done.size() == 2 || one.exclusive() || other.exclusive(), "readers and writers shut each other out");
        // What was refused must have changed nothing.
        store.settle(done, List.of());
        if (one.restic() || other.restic()) {
            store.removeLocks();
        }
    }
}
