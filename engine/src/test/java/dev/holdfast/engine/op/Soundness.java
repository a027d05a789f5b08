package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must hold in a repository at any moment, looked at through a repository opened anew: every snapshot's trees and blobs are
 * indexed, and every indexed pack is there with the size that its blobs have.
 */
public final class Soundness {
    private final Repository repository;
    private final boolean readAll;
    private final Set<ObjectId> seenTrees = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    private Soundness(Repository repository, boolean readAll) {
        this.repository = repository;
        this.readAll = readAll;
    }

    /** Looks at everything but the bytes of files; fails if something does not hold. Gives the snapshots' trees. */
    public static Map<ObjectId, ObjectId> look(Backend backend) {
        return of(backend, false);
    }

    /** As {@link #look}, and reads every blob of every snapshot and every blob that an index tells of. */
    public static Map<ObjectId, ObjectId> read(Backend backend) {
        return of(backend, true);
    }

    private static Map<ObjectId, ObjectId> of(Backend backend, boolean readAll) {
        try (Repository repository = ScratchRepository.open(backend)) {
            Soundness soundness = new Soundness(repository, readAll);
            Map<ObjectId, ObjectId> snapshots = soundness.look();
            if (!soundness.faults.isEmpty()) {
                throw new AssertionError("the repository is not sound: " + soundness.faults);
            }
            return snapshots;
        }
    }

    private Map<ObjectId, ObjectId> look() {
        Map<ObjectId, ObjectId> snapshots = new TreeMap<>();
        List<StoredSnapshot> stored = repository.snapshots(e -> faults.add(e.getMessage()));
        packs();
        for (StoredSnapshot snapshot : stored) {
            snapshots.put(snapshot.id(), snapshot.snapshot().tree());
            trees(snapshot);
        }
        return snapshots;
    }

    private void packs() {
        Map<ObjectId, Long> sizes = new HashMap<>();
        for (FileInfo pack : repository.files(FileType.PACK)) {
            sizes.put(pack.file().id(), pack.size());
        }
        Map<ObjectId, List<PackedBlob>> blobs = new HashMap<>();
        repository.index().forEach(place -> {
            if (!sizes.containsKey(place.pack())
                    && repository.index().mark(place.pack()).isPresent()) {
                // restic deletes them, and knows no marks. Were they needed, that would be found below.
                return;
            }
            blobs.computeIfAbsent(place.pack(), _ -> new ArrayList<>()).add(place.blob());
            if (readAll) {
                read(place);
            }
        });
        blobs.forEach((pack, content) -> {
            Long size = sizes.get(pack);
            if (size == null || size != PackHeader.packSize(content)) {
                faults.add("pack " + pack + " is indexed with " + content.size() + " blobs but has size " + size);
            }
        });
    }

    private void read(BlobLocation place) {
        try {
            repository.loadBlob(place);
        } catch (EngineException e) {
            faults.add("blob " + place.blob().id() + ": " + e.getMessage());
        }
    }

    private void trees(StoredSnapshot snapshot) {
        ArrayDeque<ObjectId> open = new ArrayDeque<>(List.of(snapshot.snapshot().tree()));
        while (!open.isEmpty()) {
            ObjectId tree = open.pop();
            if (!seenTrees.add(tree)) {
                continue;
            }
            try {
                repository.forEachNode(tree, node -> node(snapshot, node, open));
            } catch (EngineException e) {
                faults.add("snapshot " + snapshot.id() + ", tree " + tree + ": " + e.getMessage());
            }
        }
    }

    private void node(StoredSnapshot snapshot, Node node, ArrayDeque<ObjectId> open) {
        if (node.type() == NodeType.DIRECTORY && node.subtree() != null) {
            open.push(node.subtree());
        }
        if (node.type() != NodeType.FILE) {
            return;
        }
        long size = 0;
        for (ObjectId blob : node.blobs()) {
            BlobLocation place = repository.index().lookup(BlobType.DATA, blob).orElse(null);
            if (place == null) {
                faults.add(
                        "snapshot " + snapshot.id() + ", file " + node.name() + ": blob " + blob + " is not indexed");
                return;
            }
            PackedBlob packed = place.blob();
            if (readAll && repository.index().mark(place.pack()).isPresent()) {
                read(place);
            }
            size += packed.isCompressed() ? packed.plainLength() : packed.length() - 32;
        }
        if (size != node.size()) {
            faults.add("file " + node.name() + " has " + node.size() + " bytes, its blobs " + size);
        }
    }
}
