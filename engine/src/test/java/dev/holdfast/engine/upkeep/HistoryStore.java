package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Restore;
import dev.holdfast.engine.op.RestoreProgress;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One of the repositories of a history, and what it must hold. */
final class HistoryStore {
    /** A snapshot that must be there, and what it must hold. */
    record Kept(StoredSnapshot stored, String content) {}

    private final Path folder;
    private final Backend backend;
    private final Map<ObjectId, Kept> kept = new TreeMap<>();

    HistoryStore(Path folder, int version) {
        this.folder = folder;
        this.backend = LocalBackend.at(folder);
        ScratchRepository.make(backend, version);
    }

    Path folder() {
        return folder;
    }

    Backend backend() {
        return backend;
    }

    Map<ObjectId, Kept> kept() {
        return kept;
    }

    ResticProgram restic() {
        return ResticProgram.newest(folder).with("TZ", "UTC").with("RESTIC_FROM_PASSWORD", ScratchRepository.PASSWORD);
    }

    /** As unlock does after a run has died. */
    void removeLocks() {
        PruneScene.removeLocks(backend);
    }

    /** All snapshots as they are now; nothing of them may have been harmed. */
    List<StoredSnapshot> look() {
        Map<ObjectId, ObjectId> trees = Soundness.look(backend);
        try (Repository repository = ScratchRepository.open(backend)) {
            List<StoredSnapshot> snapshots = repository.snapshots(damaged -> {
                throw damaged;
            });
            assertEquals(trees.size(), snapshots.size());
            return snapshots;
        }
    }

    /** Compares what is there with what must be after the deeds, of which some were done and others perhaps; keeps it. */
    void settle(List<HistoryDeed> done, List<HistoryDeed> perhaps) {
        Map<ObjectId, StoredSnapshot> now = new TreeMap<>();
        look().forEach(stored -> now.put(stored.id(), stored));
        Set<ObjectId> mustGo = goes(done);
        Set<ObjectId> mayGo = goes(perhaps);
        mayGo.addAll(mustGo);
        Set<ObjectId> gone = new TreeSet<>(kept.keySet());
        gone.removeAll(now.keySet());
        assertTrue(mayGo.containsAll(gone), () -> gone + " are gone");
        assertTrue(gone.containsAll(mustGo), () -> mustGo + " were to go, but only " + gone + " went");

        List<HistoryDeed.Coming> mustCome = comes(done);
        List<HistoryDeed.Coming> open = comes(perhaps);
        open.addAll(mustCome);
        now.forEach((id, stored) -> {
            Kept before = kept.get(id);
            if (before == null) {
                HistoryDeed.Coming coming = open.stream()
                        .filter(one -> one.fits().test(stored))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("nobody was to make " + stored));
                open.remove(coming);
                kept.put(id, new Kept(stored, coming.content()));
            } else {
                assertEquals(before.stored(), stored);
            }
        });
        for (HistoryDeed.Coming missing : open) {
            assertTrue(!mustCome.contains(missing), "a snapshot was to be made");
            ObjectId old = missing.replaces();
            assertTrue(old == null || !gone.contains(old), () -> old + " went, but nothing came for it");
        }
        gone.forEach(kept::remove);
    }

    private static Set<ObjectId> goes(List<HistoryDeed> deeds) {
        Set<ObjectId> ids = new TreeSet<>();
        deeds.forEach(deed -> ids.addAll(deed.goes()));
        return ids;
    }

    private static List<HistoryDeed.Coming> comes(List<HistoryDeed> deeds) {
        return deeds.stream().flatMap(deed -> deed.comes().stream()).collect(Collectors.toCollection(ArrayList::new));
    }

    /** Reads everything by both programs and compares every snapshot with what it was made of. */
    void compareAll(Path above, Path target) throws IOException {
        Soundness.read(backend);
        removeLocks(); // of the killed, for restic
        restic().run("check", "--read-data", "--quiet");
        Map<ObjectId, Kept> byTree = new HashMap<>();
        for (Kept snapshot : kept.values()) {
            Kept same = byTree.putIfAbsent(snapshot.stored().snapshot().tree(), snapshot);
            assertTrue(same == null || same.content().equals(snapshot.content()), "one tree of two contents");
        }
        boolean byRestic = kept.hashCode() % 2 == 0;
        for (Kept snapshot : byTree.values()) {
            Files.createDirectories(target);
            if (byRestic) {
                restic().run("restore", snapshot.stored().id() + ":" + above, "--target", target.toString(), "--quiet");
            } else {
                restore(snapshot.stored(), above, target);
            }
            assertEquals(snapshot.content(), HistoryFolder.contentOf(target), () -> "restored " + snapshot.stored());
            FileTrees.clear(target);
            byRestic = !byRestic;
        }
    }

    private void restore(StoredSnapshot stored, Path above, Path target) {
        try (Repository repository = ScratchRepository.open(backend)) {
            ObjectId tree = SnapshotFolder.of(repository, stored, ByteString.of(above.toString()))
                    .tree();
            Restore.Result result = new Restore(
                            repository, Restore.Request.all(tree, ByteString.of(target.toString()), 2))
                    .run(new RestoreProgress());
            assertEquals(0, result.problems());
        }
    }
}
