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
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what a repository holds that no snapshot needs, and decides what to do about it. Changes nothing. Used once.
 *
 * <p>Of each blob that is needed one copy is chosen; {@code kept} has its entry. Only copies in packs that are there, with the size
 * that the index tells, can be chosen.
 */
final class PrunePlanner {
    private final Repository repository;
    private final Prune.Request request;
    private final PruneProgress progress;
    private final IndexFiles indexes;
    private final Index index;
    private final BitSet needed;
    private final PackUse[] packs;
    private final List<ObjectId> unreferenced = new ArrayList<>();
    private long unreferencedBytes;
    private final BitSet kept;
    private final Copies copies;
    private Count used = Count.NONE;
    private Count duplicates = Count.NONE;
    private Count unused = Count.NONE;

    PrunePlanner(
            Repository repository, Prune.Request request, PruneProgress progress, IndexFiles indexes, BitSet needed) {
        this.repository = repository;
        this.request = request;
        this.progress = progress;
        this.indexes = indexes;
        this.index = indexes.index();
        this.needed = needed;
        this.packs = index.packs().stream().map(PackUse::new).toArray(PackUse[]::new);
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
        PackDecision decision = new PackDecision(repository, request, packs, used, duplicates.plus(unused));
        decision.decide();
        BitSet verified = copies.any() ? preferKeptPacks() : new BitSet();
        return result(decision, verified);
    }

    private void listPacks() {
        progress.begin(PruneProgress.Phase.PACKS, packs.length);
        for (FileInfo info : repository.files(FileType.PACK)) {
            int number = index.packNumber(info.file().id());
            if (number < 0) {
                unreferenced.add(info.file().id());
                unreferencedBytes += info.size();
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
            if (needed.get(first) && !use.isMissing() && !use.isSound()) {
                throw new DamagedFile(
                        name(use), "it has " + use.fileSize() + " bytes, but the index tells of " + use.listedSize());
            }
        });
    }

    private void findCopies() {
        BitSet found = new BitSet(index.size());
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            if (needed.get(first) && packs[pack].isSound()) {
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
            if (!needed.get(first) || !use.isSound()) {
                use.addUnused(length);
                unused = unused.plus(1, length);
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
            if (copies.hasSeveral(first) && packs[pack].isSound()) {
                copies.offer(first, entry, pack, plain != 0);
            }
        });
        index.forEachEntry((entry, first, pack, type, length, plain) -> {
            if (copies.hasSeveral(first) && packs[pack].isSound()) {
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
                    && packs[pack].isSound()
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

    private PrunePlan result(PackDecision decision, BitSet verified) {
        List<ObjectId> remove = new ArrayList<>();
        List<ObjectId> repack = new ArrayList<>();
        List<ObjectId> missing = new ArrayList<>();
        for (PackUse pack : packs) {
            if (pack.isMissing()) {
                missing.add(pack.id());
            } else if (pack.fate() != Fate.KEEP) {
                (pack.fate() == Fate.REMOVE ? remove : repack).add(pack.id());
            }
        }
        Set<ObjectId> going = new HashSet<>(remove);
        going.addAll(repack);
        going.addAll(missing);
        PruneFigures figures = decision.figures(duplicates, unused, unreferenced.size(), unreferencedBytes);
        return new PrunePlan(
                figures,
                unreferenced,
                remove,
                repack,
                missing,
                indexes.toReplace(going::contains),
                request.forgotten(),
                new PrunePlan.Inner(indexes, kept, verified));
    }

    private static String name(PackUse pack) {
        return FileRef.of(FileType.PACK, pack.id()).toString();
    }
}
