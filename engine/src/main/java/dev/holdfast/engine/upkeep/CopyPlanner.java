package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows copies of snapshots by the rule of restic: the original, or the snapshot itself, has the same id, and all but parent,
 * original, program and figures is equal, where the order of paths and of tags does not count.
 */
final class CopyPlanner {
    private final Map<ObjectId, List<StoredSnapshot>> byOriginal = new HashMap<>();

    /** @param there the snapshots of the destination */
    CopyPlanner(List<StoredSnapshot> there) {
        for (StoredSnapshot stored : there) {
            put(stored.id(), stored);
            ObjectId original = original(stored);
            if (!original.equals(stored.id())) {
                put(original, stored);
            }
        }
    }

    private void put(ObjectId id, StoredSnapshot stored) {
        byOriginal.computeIfAbsent(id, absent -> new ArrayList<>()).add(stored);
    }

    private static ObjectId original(StoredSnapshot stored) {
        ObjectId original = stored.snapshot().original();
        return original == null || original.isNull() ? stored.id() : original;
    }

    CopyPlan plan(List<StoredSnapshot> chosen) {
        List<StoredSnapshot> missing = new ArrayList<>();
        List<CopyPlan.Present> present = new ArrayList<>();
        for (StoredSnapshot stored : chosen) {
            Optional<ObjectId> copy = copy(stored);
            copy.ifPresentOrElse(id -> present.add(new CopyPlan.Present(stored, id)), () -> missing.add(stored));
        }
        return new CopyPlan(List.copyOf(missing), List.copyOf(present));
    }

    private Optional<ObjectId> copy(StoredSnapshot stored) {
        for (StoredSnapshot other : byOriginal.getOrDefault(original(stored), List.of())) {
            if (areAlike(other.snapshot(), stored.snapshot())) {
                return Optional.of(other.id());
            }
        }
        return Optional.empty();
    }

    private static boolean areAlike(Snapshot one, Snapshot other) {
        return one.time().isSameMoment(other.time())
                && one.tree().equals(other.tree())
                && one.hostname().equals(other.hostname())
                && one.username().equals(other.username())
                && one.uid() == other.uid()
                && one.gid() == other.gid()
                && haveSameTexts(one.paths(), other.paths())
                && haveSameTexts(one.tags(), other.tags())
                && one.excludes().equals(other.excludes());
    }

    private static boolean haveSameTexts(List<String> one, List<String> other) {
        return one.size() == other.size() && new HashSet<>(one).containsAll(other);
    }
}
