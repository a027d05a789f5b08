package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** A group of snapshots, divided into those that stay and those that go; both newest first. */
public record Division(List<Kept> kept, List<StoredSnapshot> removed) {
    public Division {
        kept = List.copyOf(kept);
        removed = List.copyOf(removed);
    }

    /** A snapshot that stays, and why. */
    public record Kept(StoredSnapshot stored, List<String> reasons) {
        public Kept {
            reasons = List.copyOf(reasons);
        }
    }

    /** The ids of those that go. */
    public List<ObjectId> removedIds() {
        return removed.stream().map(StoredSnapshot::id).toList();
    }

    /** This division, but with all of the removed that {@code which} tells kept as well. */
    public Division keeping(Predicate<StoredSnapshot> which, String reason) {
        List<Kept> more = new ArrayList<>(kept);
        List<StoredSnapshot> less = new ArrayList<>();
        for (StoredSnapshot stored : removed) {
            if (which.test(stored)) {
                more.add(new Kept(stored, List.of(reason)));
            } else {
                less.add(stored);
            }
        }
        more.sort(Comparator.comparing(Kept::stored, StoredSnapshot.BY_TIME.reversed()));
        return new Division(more, less);
    }

    /** This division, but with so many of the removed kept, the newest first, that at least {@code least} stay. */
    public Division keepingAtLeast(int least) {
        List<StoredSnapshot> wanted = removed.subList(0, Math.clamp((long) least - kept.size(), 0, removed.size()));
        return keeping(wanted::contains, "at least " + least);
    }
}
