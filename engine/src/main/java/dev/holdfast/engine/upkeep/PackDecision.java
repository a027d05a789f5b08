package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.upkeep.PackUse.Fate;
import dev.holdfast.engine.upkeep.PruneFigures.Count;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides which packs stay, which are deleted, and which are deleted after what is needed of them was copied. Used once. */
final class PackDecision {
    /** Fewer small packs are not worth the trouble, and one would be left for ever. */
    private static final int FEW = 10;

    private final Repository repository;
    private final Prune.Request request;
    private final PackUse[] packs;
    private final Count used;
    private final Count superfluous;
    private Count removed = Count.NONE;
    private Count repacked = Count.NONE;
    private Count dropped = Count.NONE;
    private long uncompressedBytes;
    private long small;

    /**
     * @param used blobs that are needed, once each
     * @param superfluous all else
     */
    PackDecision(Repository repository, Prune.Request request, PackUse[] packs, Count used, Count superfluous) {
        this.repository = repository;
        this.request = request;
        this.packs = packs;
        this.used = used;
        this.superfluous = superfluous;
    }

    /** @param leftAlone packs that stay although nobody is seen to need them */
    void decide(Set<ObjectId> leftAlone) {
        List<PackUse> candidates = new ArrayList<>();
        List<PackUse> smallCandidates = new ArrayList<>();
        for (PackUse pack : packs) {
            if (isCompressible(pack) && !pack.isMissing()) {
                uncompressedBytes += pack.listedSize();
            }
            if (!pack.isNeeded() && leftAlone.contains(pack.id())) {
                pack.decide(Fate.KEEP);
            } else if (!pack.isNeeded()) {
                pack.decide(Fate.REMOVE);
                removed = removed.plus(pack.unused());
            } else if (request.cacheableOnly() && pack.isData()) {
                pack.decide(Fate.KEEP);
            } else if (!pack.isNeededWhole() || pack.isMixed() || mustCompress(pack)) {
                candidates.add(pack);
            } else if (isSmall(pack)) {
                smallCandidates.add(pack);
            }
        }
        small = smallCandidates.size();
        if (smallCandidates.size() >= FEW) {
            candidates.addAll(smallCandidates);
        }
        candidates.sort(Comparator.comparing(PackUse::isData)
                .thenComparing(pack -> !isSmall(pack))
                .thenComparing(PackUse::compareUnusedShare));
        choose(candidates);
    }

    /** The worst come first, until enough is free or too much was copied. */
    private void choose(List<PackUse> candidates) {
        long tolerated = request.maxUnused().beside(used.bytes());
        // A copy might take the last room.
        long mostRepacked = request.recoverSpace() ? 0 : request.maxRepackBytes();
        for (PackUse pack : candidates) {
            long unusedLeft = superfluous.bytes() - removed.bytes() - dropped.bytes();
            if (repacked.bytes() + pack.listedSize() >= mostRepacked) {
                continue;
            }
            if (!pack.isData() || mustCompress(pack) || isSmall(pack) || unusedLeft >= tolerated) {
                repack(pack);
            }
        }
    }

    private void repack(PackUse pack) {
        pack.decide(Fate.REPACK);
        repacked = repacked.plus(pack.whole());
        dropped = dropped.plus(pack.unused());
        if (isCompressible(pack)) {
            uncompressedBytes -= pack.listedSize();
        }
    }

    private boolean isSmall(PackUse pack) {
        return pack.listedSize() < request.smallPackBytes();
    }

    private boolean isCompressible(PackUse pack) {
        return repository.config().version() > 1 && pack.hasUncompressed();
    }

    private boolean mustCompress(PackUse pack) {
        return isCompressible(pack) && (pack.hasTreesOnly() || request.compressAll());
    }

    PruneFigures figures(
            Count duplicates, Count unused, long unreferenced, long unreferencedBytes, PruneFigures.Marks marks) {
        long usedPacks = 0;
        long partlyUsed = 0;
        long missing = 0;
        Map<Fate, Long> fates = new EnumMap<>(Fate.class);
        for (PackUse pack : packs) {
            if (pack.isMissing()) {
                missing++;
                continue;
            }
            fates.merge(pack.fate(), 1L, Long::sum);
            if (pack.isNeeded()) {
                usedPacks += pack.isNeededWhole() ? 1 : 0;
                partlyUsed += pack.isNeededWhole() ? 0 : 1;
            }
        }
        return new PruneFigures(
                used,
                duplicates,
                unused,
                removed,
                repacked,
                dropped,
                unreferencedBytes,
                uncompressedBytes,
                new PruneFigures.Packs(
                        usedPacks,
                        partlyUsed,
                        packs.length - missing - usedPacks - partlyUsed,
                        unreferenced,
                        missing,
                        fates.getOrDefault(Fate.KEEP, 0L),
                        fates.getOrDefault(Fate.REPACK, 0L),
                        fates.getOrDefault(Fate.REMOVE, 0L),
                        small),
                marks);
    }
}
