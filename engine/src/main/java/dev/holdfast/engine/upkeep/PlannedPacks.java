package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.upkeep.PackUse.Fate;
import dev.holdfast.engine.upkeep.PruneFigures.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What becomes of each pack, sorted by what is to be done. Belongs to the planner. */
final class PlannedPacks {
    private final @Nullable Marking marking;
    private final List<ObjectId> unreferenced = new ArrayList<>();
    private final List<ObjectId> remove = new ArrayList<>();
    private final List<ObjectId> repack = new ArrayList<>();
    private final List<ObjectId> sweep = new ArrayList<>();
    private final List<ObjectId> missing = new ArrayList<>();
    private final Set<ObjectId> relisted = new LinkedHashSet<>();
    private final Map<ObjectId, Mark> marks = new LinkedHashMap<>();
    private long unreferencedBytes;
    private boolean changesMarks;
    private Files marked = Files.NONE;
    private Files swept = Files.NONE;
    private Files waiting = Files.NONE;
    private Files held = Files.NONE;
    private Files listedAgain = Files.NONE;
    private Files left = Files.NONE;

    /** @param marking null if packs are deleted at once */
    PlannedPacks(@Nullable Marking marking) {
        this.marking = marking;
    }

    void add(PackUse pack, boolean isLeftAlone) {
        if (pack.isMarked() && marking != null) {
            addMarked(pack, marking);
        } else if (pack.isMissing()) {
            missing.add(pack.id());
        } else if (pack.fate() != Fate.KEEP) {
            (pack.fate() == Fate.REMOVE ? remove : repack).add(pack.id());
            mark(pack.id(), pack.fileSize());
        } else {
            if (pack.isMarked()) {
                relist(pack);
            }
            left = isLeftAlone ? left.plus(pack.fileSize()) : left;
        }
    }

    private void mark(ObjectId pack, long bytes) {
        if (marking != null) {
            marks.put(pack, marking.fresh());
            marked = marked.plus(bytes);
            changesMarks = true;
        }
    }

    private void relist(PackUse pack) {
        relisted.add(pack.id());
        listedAgain = listedAgain.plus(pack.fileSize());
        changesMarks = true;
    }

    private void addMarked(PackUse pack, Marking rule) {
        Mark before = pack.mark().orElseThrow();
        if (pack.isMissing()) {
            // Another program deleted it.
            changesMarks = true;
            return;
        }
        if (pack.isNeeded()) {
            relist(pack);
            return;
        }
        Mark next = rule.next(before);
        changesMarks |= !before.equals(next);
        if (next == null) {
            sweep.add(pack.id());
            swept = swept.plus(pack.fileSize());
            return;
        }
        marks.put(pack.id(), next);
        waiting = waiting.plus(pack.fileSize());
        if (!isAfter(next, rule.now().instant())) {
            held = held.plus(pack.fileSize());
        }
    }

    private static boolean isAfter(Mark mark, Instant moment) {
        return mark.deleteAfter() != null && mark.deleteAfter().instant().isAfter(moment);
    }

    /** Those that no index tells of. A backup or one that died may have stored them, unless nobody holds a lock. */
    void addUnreferenced(FileInfo pack) {
        if (marking == null || marking.isAlone()) {
            unreferenced.add(pack.file().id());
            unreferencedBytes += pack.size();
            mark(pack.file().id(), pack.size());
        } else {
            left = left.plus(pack.size());
        }
    }

    List<ObjectId> unreferenced() {
        return unreferenced;
    }

    long unreferencedBytes() {
        return unreferencedBytes;
    }

    List<ObjectId> remove() {
        return remove;
    }

    List<ObjectId> repack() {
        return repack;
    }

    List<ObjectId> sweep() {
        return sweep;
    }

    List<ObjectId> missing() {
        return missing;
    }

    /** Whether some pack is to be marked, or no longer, or otherwise. */
    boolean changesMarks() {
        return changesMarks;
    }

    IndexFiles.Layout layout() {
        Set<ObjectId> going = new HashSet<>(remove);
        going.addAll(repack);
        going.addAll(missing);
        going.removeAll(marks.keySet());
        return new IndexFiles.Layout(going, relisted, marks);
    }

    PruneFigures.Marks marks() {
        Instant keptUntil = marks.values().stream()
                .flatMap(mark -> Stream.ofNullable(mark.deleteAfter()))
                .map(Timestamp::instant)
                .max(Instant::compareTo)
                .orElse(null);
        return new PruneFigures.Marks(marked, swept, waiting, held, listedAgain, left, keptUntil);
    }
}
