package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.LockFile;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.Timestamp;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a prune in two phases goes by when it marks and sweeps.
 *
 * <p>Whoever may rely on a pack has loaded an index that lists it, under a lock. So who looks at the locks after it has seen the
 * pack marked, and listed by no index, sees all of them, or they have ended and their snapshots are there.
 *
 * @param now when packs are marked
 * @param deleteAfter until when those stay that are marked now
 * @param holders processes that held other locks after the index was read
 * @param isAlone whether there was no other lock, not even one of a process that died
 * @param hasForeign whether some of the locks are of a program that does not look whether packs were marked
 */
record Marking(Timestamp now, Timestamp deleteAfter, Set<String> holders, boolean isAlone, boolean hasForeign) {
    /** Where more hold locks nobody writes them all down; then packs stay that are marked. */
    private static final int MOST_HOLDERS = 1000;

    private static final int LONGEST_HOST = 255;

    static Marking of(Timestamp now, Timestamp deleteAfter, List<LockFile> others, boolean followsDead) {
        Set<String> holders = new TreeSet<>();
        others.forEach(lock -> holders.add(holder(lock)));
        return new Marking(
                now,
                deleteAfter,
                holders,
                others.isEmpty() && !followsDead,
                others.stream().anyMatch(lock -> lock.owner().isEmpty()));
    }

    /** Two processes may have one name, one process never has two. */
    private static String holder(LockFile lock) {
        String host = lock.hostname()
                .substring(0, Math.min(LONGEST_HOST, lock.hostname().length()));
        return lock.pid() + "@" + host.replaceAll("[^!-~]", "?");
    }

    /** The mark of a pack that nobody is seen to need. */
    Mark fresh() {
        return new Mark(now, deleteAfter, null);
    }

    /** What becomes of the mark of a pack that nobody is seen to need; null if the pack is to be deleted. */
    @Nullable
    Mark next(Mark mark) {
        if (mark.deleteAfter() == null) {
            return fresh();
        }
        boolean isFree = holders.isEmpty() || mark.heldBy() != null && Collections.disjoint(mark.heldBy(), holders);
        if (isFree && !now.instant().isBefore(mark.deleteAfter().instant())) {
            return null;
        }
        return mark.heldBy() == null && holders.size() <= MOST_HOLDERS
                ? new Mark(mark.time(), mark.deleteAfter(), Set.copyOf(holders))
                : mark;
    }
}
