package dev.holdfast.engine.op;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what snapshots hold; the modes are restic's. */
public final class Stats {
    private final Repository repository;
    private final int threads;
    private final IdSet contents = new IdSet();
    private final IdSet trees = new IdSet();
    private final Map<EntryPath, Set<ObjectId>> blobsOfPath = new HashMap<>();
    private long size;
    private long files;
    private long blobs;

    /** What is counted. */
    public enum Mode {
        /** All entries, as a restore would write them. */
        RESTORE_SIZE("restore-size"),
        /** Entries of different content, each once. */
        FILES_BY_CONTENTS("files-by-contents"),
        /** Blobs of entries of different content, for each path once. */
        BLOBS_PER_FILE("blobs-per-file"),
        /** What the repository stores for the snapshots, every copy of a blob. */
        RAW_DATA("raw-data");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        /** As on the command line. */
        public String word() {
            return word;
        }

        /** The mode with this word. */
        public static Mode parse(String word) {
            for (Mode mode : values()) {
                if (mode.word.equals(word)) {
                    return mode;
                }
            }
            throw new InvalidRequest(
                    "unknown counting mode: " + word,
                    "choose restore-size, files-by-contents, blobs-per-file, raw-data or debug");
        }
    }

    /**
     * The figures.
     *
     * @param size bytes: of files, or stored
     * @param uncompressedSize bytes that the blobs would take without compression; 0 but for raw data
     * @param compressionRatio of the compressed blobs; 0 if there are none
     * @param compressionProgress percent of the bytes that are compressed
     * @param compressionSpaceSaving percent of the bytes that compression saves
     */
    public record Result(
            long size,
            long files,
            long blobs,
            long uncompressedSize,
            double compressionRatio,
            double compressionProgress,
            double compressionSpaceSaving,
            int snapshots) {}

    /** @param threads that read trees where their order does not matter */
    public Stats(Repository repository, int threads) {
        this.repository = repository;
        this.threads = threads;
    }

    /** Counts; once. */
    public Result run(Mode mode, List<StoredSnapshot> snapshots) {
        if (mode == Mode.RAW_DATA) {
            return rawData(snapshots);
        }
        for (StoredSnapshot stored : snapshots) {
            walk(mode, stored.snapshot().tree());
        }
        return new Result(size, files, blobs, 0, 0, 0, 0, snapshots.size());
    }

    private void walk(Mode mode, ObjectId root) {
        TreeWalk.Visitor visitor = switch (mode) {
            case RESTORE_SIZE -> new RestoreSize();
            case FILES_BY_CONTENTS ->
                visit -> {
                    if (contents.add(contentId(visit.node()))) {
                        files++;
                        size += visit.node().size();
                    }
                    return isNew(visit.node());
                };
            case BLOBS_PER_FILE ->
                visit -> {
                    if (contents.add(contentId(visit.node()))) {
                        countBlobs(visit.path(), visit.node());
                    }
                    return isNew(visit.node());
                };
            case RAW_DATA -> throw new IllegalStateException("counted otherwise");
        };
        new TreeWalk(repository, Selection.ALL, visitor).walk(root);
    }

    /** Whether the tree of a directory was not seen: another look at what is in it would count nothing. */
    private boolean isNew(Node node) {
        return node.subtree() == null || trees.add(node.subtree());
    }

    /**
     * Counts the entries of one snapshot. Equal trees may lie within each other so that there are more paths than could ever be
     * walked; what is in a tree that was walked twice is known.
     */
    private final class RestoreSize implements TreeWalk.Visitor {
        private final Set<Inode> seen = new HashSet<>();
        private final IdSet walked = new IdSet();
        private final Map<ObjectId, Sum> known = new HashMap<>();
        private final ArrayDeque<Sum> above = new ArrayDeque<>();

        /** Bytes of files that have one name; those of others are counted where they are met first. */
        private long single;

        @Override
        public boolean selected(TreeWalk.Visit visit) {
            Node node = visit.node();
            count(node);
            ObjectId tree = node.subtree();
            if (node.type() != NodeType.DIRECTORY || tree == null) {
                return true;
            }
            Sum sum = known.get(tree);
            if (sum != null) {
                files = sum(files, sum.files());
                size = sum(size, sum.single());
                single = sum(single, sum.single());
                return false;
            }
            above.push(new Sum(files, single));
            return true;
        }

        @Override
        public void left(TreeWalk.Visit directory) {
            Sum before = above.pop();
            ObjectId tree = directory.node().subtree();
            if (tree != null && !walked.add(tree)) {
                known.put(tree, new Sum(files - before.files(), single - before.single()));
            }
        }

        private void count(Node node) {
            files = sum(files, 1);
            Metadata metadata = node.metadata();
            if (metadata.links() == 1 || node.type() == NodeType.DIRECTORY || metadata.inode() == 0) {
                size = sum(size, node.size());
                single = sum(single, node.size());
            } else if (seen.add(new Inode(metadata.inode(), metadata.deviceId()))) {
                size = sum(size, node.size());
            }
        }
    }

    private record Inode(long inode, long device) {}

    private record Sum(long files, long single) {}

    /** The sum, or the largest number if it is beyond that. */
    private static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private void countBlobs(EntryPath path, Node node) {
        Index index = repository.index();
        for (ObjectId blob : node.blobs()) {
            Set<ObjectId> known = blobsOfPath.get(path);
            if (known == null) {
                known = new HashSet<>();
                blobsOfPath.put(path, known);
                files++;
            }
            if (known.add(blob)) {
                long length = index.plainLength(BlobType.DATA, blob);
                if (length < 0) {
                    throw new BlobMissing(BlobType.DATA, blob);
                }
                size += length;
                blobs++;
            }
        }
    }

    /** One id for equal content. */
    private ObjectId contentId(Node node) {
        byte[] ids = new byte[node.blobs().size() * ObjectId.BYTES];
        int at = 0;
        for (ObjectId id : node.blobs()) {
            id.write(ids, at);
            at += ObjectId.BYTES;
        }
        return repository.withCodec(codec -> codec.hash(ids, 0, ids.length));
    }

    private Result rawData(List<StoredSnapshot> snapshots) {
        BlobSet used = new BlobSet();
        List<ObjectId> roots =
                snapshots.stream().map(stored -> stored.snapshot().tree()).toList();
        roots.forEach(root -> used.add(BlobType.TREE, root));
        new ReachableTrees(repository, threads).forEachNode(roots, used::addAll);
        RawSizes sizes = new RawSizes(repository.index());
        used.forEach(sizes::add);
        return sizes.result(repository.config().version(), snapshots.size());
    }

    /** Sums of stored sizes. */
    private static final class RawSizes {
        private final Index index;
        private long count;
        private long stored;
        private long plain;
        private long compressedStored;
        private long compressedPlain;

        RawSizes(Index index) {
            this.index = index;
        }

        void add(BlobType type, ObjectId id) {
            List<BlobLocation> copies = index.lookupAll(type, id);
            if (copies.isEmpty()) {
                throw new BlobMissing(type, id);
            }
            copies.forEach(copy -> add(copy.blob()));
        }

        private void add(PackedBlob blob) {
            count++;
            stored += blob.length();
            long plainLength = blob.isCompressed() ? blob.plainLength() + (long) Sealer.OVERHEAD : blob.length();
            plain += plainLength;
            if (blob.isCompressed()) {
                compressedStored += blob.length();
                compressedPlain += plainLength;
            }
        }

        Result result(int version, int snapshots) {
            if (version < 2) {
                return new Result(stored, 0, count, 0, 0, 0, 0, snapshots);
            }
            double ratio = compressedStored == 0 ? 0 : (double) compressedPlain / compressedStored;
            double progress = plain == 0 ? 0 : (double) compressedPlain / plain * 100;
            double saving = plain == 0 ? 0 : (1 - (double) stored / plain) * 100;
            return new Result(stored, 0, count, plain, ratio, progress, saving, snapshots);
        }
    }
}
