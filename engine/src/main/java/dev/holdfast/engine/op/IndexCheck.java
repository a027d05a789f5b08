package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.PackGatherer;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads every index file by itself, so that each damaged one is named, and compares the index with the packs that are there. */
final class IndexCheck {
    private final Repository repository;
    private final CheckReport report;
    private final CheckProgress progress;
    private final Index index = new Index();
    private final Map<ObjectId, Listed> packs = new HashMap<>();
    private volatile boolean isComplete = true;
    private long markedPacks;
    private long markedBytes;

    /** What the index tells of a pack. */
    private static final class Listed {
        final long size;
        /** Equal for equal lists of blobs, in whatever order. */
        final long fingerprint;

        final ObjectId file;
        boolean isListedTwice;
        boolean isPresent;

        /** Whether no index lists it, and some tell that it is to be deleted. */
        boolean isMarked;

        Listed(long size, long fingerprint, ObjectId file) {
            this.size = size;
            this.fingerprint = fingerprint;
            this.file = file;
        }
    }

    IndexCheck(Repository repository, CheckReport report, CheckProgress progress) {
        this.repository = repository;
        this.report = report;
        this.progress = progress;
    }

    /** Whether every index file could be read. */
    boolean isComplete() {
        return isComplete;
    }

    /** Loads all index files. */
    Index load(int threads) {
        List<ObjectId> ids = repository.ids(FileType.INDEX);
        progress.begin(CheckProgress.Phase.INDEX, ids.size(), 0);
        new Parallel(threads).forEach(ids, id -> {
            FileRef file = FileRef.of(FileType.INDEX, id);
            if (!report.attempt(file.toString(), () -> load(file))) {
                isComplete = false;
                report.suggestRepairIndex();
            }
            progress.itemDone();
        });
        return index;
    }

    private void load(FileRef file) {
        Gatherer gatherer = new Gatherer(file);
        repository.readIndex(file, gatherer);
        gatherer.end();
    }

    /** Compares the packs that are there with the index; gives those that are as the index tells. */
    List<FileInfo> comparePacks() {
        progress.begin(CheckProgress.Phase.PACKS, packs.size(), 0);
        List<FileInfo> sound = new ArrayList<>();
        repository.backend().list(FileType.PACK, info -> {
            if (isAsListed(info)) {
                sound.add(info);
            }
        });
        packs.forEach((id, listed) -> {
            if (!listed.isPresent && !listed.isMarked) {
                report.error(packName(id), "it is missing, but index/" + listed.file + " lists it");
                report.suggestRepairIndex();
            }
        });
        if (markedPacks > 0) {
            report.hint(
                    "packs",
                    markedPacks + " with " + markedBytes
                            + " bytes are marked, to be deleted by `holdfast prune --two-phase` when their time has come");
        }
        return sound;
    }

    private boolean isAsListed(FileInfo info) {
        ObjectId id = info.file().id();
        Listed listed = packs.get(id);
        if (listed == null) {
            report.hint(
                    info.file().toString(),
                    isComplete
                            ? "no index lists it: an interrupted run left it, or an index file is missing"
                            : "no index that can be read lists it; a damaged one may have: keep it");
            report.unlistedPack();
            if (isComplete) {
                report.suggestPrune();
            }
            return false;
        }
        listed.isPresent = true;
        progress.itemDone();
        if (listed.isMarked) {
            markedPacks++;
            markedBytes += info.size();
            return listed.size == info.size();
        }
        if (listed.size != info.size()) {
            report.error(
                    info.file().toString(), "it has " + info.size() + " bytes, but the index tells of " + listed.size);
            report.brokenPack(id);
            return false;
        }
        return true;
    }

    private static String packName(ObjectId id) {
        return FileRef.of(FileType.PACK, id).toString();
    }

    private synchronized void add(ObjectId pack, List<PackedBlob> blobs, FileRef file) {
        Listed listed = new Listed(PackHeader.packSize(blobs), fingerprint(blobs), file.id());
        Listed known = packs.putIfAbsent(pack, listed);
        if (known != null && known.isMarked) {
            packs.put(pack, listed);
            index.add(pack, blobs);
            return;
        }
        if (known == null) {
            index.add(pack, blobs);
            if (isMixed(blobs)) {
                report.hint(packName(pack), "it holds trees and data, which slows down reading");
                report.suggestPrune();
            }
            return;
        }
        if (known.fingerprint != listed.fingerprint || known.size != listed.size) {
            report.error(
                    file.toString(), "it lists other blobs for pack " + pack + " than index/" + known.file + " does");
            index.add(pack, blobs);
        } else if (!known.isListedTwice) {
            known.isListedTwice = true;
            report.hint(packName(pack), "index/" + known.file + " and " + file + " both list it");
        }
        report.suggestRepairIndex();
    }

    private synchronized void addMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark, FileRef file) {
        index.addMarked(pack, blobs, mark);
        Listed listed = new Listed(PackHeader.packSize(blobs), fingerprint(blobs), file.id());
        listed.isMarked = true;
        packs.putIfAbsent(pack, listed);
    }

    private boolean isMixed(List<PackedBlob> blobs) {
        return !blobs.isEmpty()
                && blobs.stream()
                        .anyMatch(blob -> blob.type() != blobs.getFirst().type());
    }

    private static long fingerprint(List<PackedBlob> blobs) {
        long sum = blobs.size();
        for (PackedBlob blob : blobs) {
            long mixed = blob.id().first()
                    ^ Long.rotateLeft(blob.id().second(), 17)
                    ^ ((long) blob.offset() << 32 | blob.length());
            mixed = (mixed + blob.plainLength() * 2L + (blob.type() == BlobType.TREE ? 1 : 0)) * 0x9e3779b97f4a7c15L;
            sum += mixed ^ mixed >>> 29;
        }
        return sum;
    }

    /** Takes in what one index file tells. */
    private final class Gatherer extends PackGatherer {
        private final FileRef file;
        private boolean isImpossible;

        Gatherer(FileRef file) {
            super(file);
            this.file = file;
        }

        @Override
        protected void impossible(ObjectId pack, long offset, long length) {
            isImpossible = true;
        }

        @Override
        protected void gathered(ObjectId pack, List<PackedBlob> blobs) {
            if (isImpossible) {
                report.error(file.toString(), "it tells of blobs in pack " + pack + " that can't be");
                isComplete = false;
                report.suggestRepairIndex();
            } else {
                add(pack, blobs, file);
            }
            isImpossible = false;
        }

        @Override
        protected void gatheredMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark) {
            if (isImpossible) {
                gathered(pack, blobs);
            } else {
                addMarked(pack, blobs, mark, file);
            }
        }
    }
}
