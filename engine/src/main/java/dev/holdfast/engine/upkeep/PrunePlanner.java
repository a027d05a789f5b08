package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.upkeep.PackUse.Fate;
import dev.holdfast.engine.upkeep.PruneFigures.Count;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a repository holds that no snapshot needs, and decides what to do about it. Changes nothing. Used once.
 *
 * <p>Of each blob that is needed one copy is chosen; {@code kept} has its entry. Only copies in packs that are there, with the size
 * that the index tells, can be chosen, and only if there is no other one in a pack that is marked.
 */
final class PrunePlanner {
    private final Repository repository;
    private final Prune.Request request;
    private final PruneProgress progress;
    private final IndexFiles indexes;
    private final Index index;
    private final BitSet needed;
    private final @Nullable Marking marking;
    private final PackUse[] packs;
    private final List<FileInfo> unreferenced = new ArrayList<>();

    /** Blobs that are needed and lie only in packs that are marked. */
    private final BitSet onlyMarked;

    private final BitSet kept;
    private final Copies copies;
    private Count used = Count.NONE;
    private Count duplicates = Count.NONE;
    private Count unused = Count.NONE;

    PrunePlanner(
            Repository repository,
            Prune.Request request,
            PruneProgress progress,
            IndexFiles indexes,
            BitSet needed,
            @Nullable Marking marking) {
        this.repository = repository;
        this.request = request;
        this.progress = progress;
        this.indexes = indexes;
        this.index = indexes.index();
        this.needed = needed;
        this.marking = marking;
        this.packs = index.packs().stream()
                .map(id -> new PackUse(id, index.mark(id).orElse(null)))
                .toArray(PackUse[]::new);
        this.onlyMarked = new BitSet(index.size());
        this.kept = new BitSet(index.size());
        this.copies = new Copies(packs, index.size());
    }

    PrunePlan plan() {
        listPacks();
        index.forEachEntry((entry, first, pack, type, length, plain) -> packs[pack].list(type, length, plain));
        refuseWrongSizes();
        findCopies();
        count();
        if (copies.any()) {
            chooseCopies();
        }
        PackDecision decision = new PackDecision(repository, request, judged(), used, duplicates.plus(unused));
        Set<ObjectId> leftAlone = leftAlone();
        decision.decide(leftAlone);
        BitSet verified = copies.any() ? preferKeptPacks() : new BitSet();
        return result(decision, verified, leftAlone);
    }

    /** In a prune in two phases, what is marked is neither marked once more nor copied. */
    private PackUse[] judged() {
        return marking == null
                ? packs
                : Arrays.stream(packs).filter(pack -> !pack.isMarked()).toArray(PackUse[]::new);
    }

    private Set<ObjectId> leftAlone() {
        if (marking == null || !marking.hasForeign()) {
            return Set.of();
        }
        return indexes.whollyUnused(pack -> packs[index.packNumber(pack)].isNeeded());
    }

    /** Whether the copy may be the one that is needed. */
    private boolean counts(int first, int pack) {
        return packs[pack].isSound() && (!packs[pack].isMarked() || onlyMarked.get(first));
    }

    private void listPacks() {
        progress.begin(PruneProgress.Phase.PACKS, packs.length);
        for (FileInfo info : repository.files(FileType.PACK)) {
            int number = index.packNumber(info.file().id());
            if (number < 0) {
                unreferenced.add(info);
            } else {
                packs[number].found(info.size());
            }
            progress.itemDone();
        }
    }

    /** A pack of the wrong size is damaged: all that it may hold is kept until it was repaired. */
    private void refuseWrongSizes() {
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            PackUse use = packs[pack];
            if (needed.get(first) && !use.isMissing() && !use.isSound() && !use.isMarked()) {
                throw new DamagedFile(
                        name(use), "it has " + use.fileSize() + " bytes, but the index tells of " + use.listedSize());
            }
        });
    }

    private void findCopies() {
        onlyMarked.or(needed);
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            if (packs[pack].isSound() && !packs[pack].isMarked()) {
                onlyMarked.clear(first);
            }
        });
        BitSet found = new BitSet(index.size());
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            if (needed.get(first) && counts(first, pack)) {
                if (found.get(first)) {
                    copies.found(first);
                }
                found.set(first);
            }
        });
        for (int first = needed.nextSetBit(0); first >= 0; first = needed.nextSetBit(first + 1)) {
            if (!found.get(first)) {
                throw new FileMissing(
                        repository.backend().location(),
                        FileRef.of(FileType.PACK, index.place(first).pack()).toString());
            }
        }
    }

    private void count() {
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            PackUse use = packs[pack];
            if (!needed.get(first) || !counts(first, pack)) {
                use.addUnused(length);
                unused = marking != null && use.isMarked() ? unused : unused.plus(1, length);
            } else if (copies.hasSeveral(first)) {
                use.addDuplicate(length);
                duplicates = duplicates.plus(1, length);
            } else {
                use.addUsed(length);
                used = used.plus(1, length);
                kept.set(entry);
            }
        });
    }

    private void chooseCopies() {
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            if (copies.hasSeveral(first) && counts(first, pack)) {
                copies.offer(first, entry, pack, plain != 0);
            }
        });
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            if (copies.hasSeveral(first) && counts(first, pack)) {
                boolean isChosen = copies.chosen(first) == entry;
                packs[pack].settleDuplicate(length, isChosen);
                if (isChosen) {
                    kept.set(entry);
                    used = used.plus(1, length);
                    duplicates = duplicates.plus(-1, -length);
                }
            }
        });
    }

    /**
     * Where a copy is to be copied though another lies in a pack that stays, that one will do. Gives those in packs that stay while
     * another goes.
     */
    private BitSet preferKeptPacks() {
        BitSet staying = new BitSet(index.size());
        BitSet verified = new BitSet(index.size());
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            if (copies.hasSeveral(first)
                    && counts(first, pack)
                    && packs[pack].fate() == Fate.KEEP
                    && !staying.get(first)) {
                staying.set(first);
                kept.clear(copies.chosen(first));
                kept.set(entry);
                copies.choose(first, entry, pack);
            }
        });
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            if (copies.hasSeveral(first) && staying.get(first) && packs[pack].fate() != Fate.KEEP) {
                verified.set(copies.chosen(first));
            }
        });
        return verified;
    }

    private PrunePlan result(PackDecision decision, BitSet verified, Set<ObjectId> leftAlone) {
        PlannedPacks planned = new PlannedPacks(marking);
        for (PackUse pack : packs) {
            planned.add(pack, leftAlone.contains(pack.id()));
        }
        unreferenced.forEach(planned::addUnreferenced);
        IndexFiles.Layout layout = planned.layout();
        PruneFigures figures = decision.figures(
                duplicates, unused, planned.unreferenced().size(), planned.unreferencedBytes(), planned.marks());
        return new PrunePlan(
                figures,
                planned.unreferenced(),
                planned.remove(),
                planned.repack(),
                planned.sweep(),
                planned.missing(),
                indexes.toReplace(layout, leftAlone, marking == null ? indexes.hasMarks() : planned.changesMarks()),
                request.forgotten(),
                new PrunePlan.Inner(indexes, layout, kept, verified));
    }

    private static String name(PackUse pack) {
        return FileRef.of(FileType.PACK, pack.id()).toString();
    }
}
