package dev.holdfast.engine.repo;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Stores blobs in packs, each blob once. Safe for use by many threads; the calling thread hashes, compresses and encrypts.
 *
 * <p>A stored blob is durable and indexed only after {@link #flush}. After any failure nothing more is stored.
 */
public final class BlobWriter {
    private final Repository repository;
    private final WriteOptions options;
    private final RepositoryLock lock;
    private final Index index;
    private final PackStore packs;
    private final PackFiller data;
    private final PackFiller trees;

    /** Blobs that some thread stores, until the index knows them. */
    private final Set<Claim> claimed = ConcurrentHashMap.newKeySet();

    /** Blobs that the index knows but whose bytes could not be read. */
    private final Set<Claim> distrusted = ConcurrentHashMap.newKeySet();

    private final LongAdder dataBlobs = new LongAdder();
    private final LongAdder treeBlobs = new LongAdder();
    private final LongAdder plainBytes = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();

    private record Claim(BlobType type, ObjectId id) {}

    /**
     * A blob that was asked to be stored.
     *
     * @param isNew whether it was not in the repository
     * @param storedLength bytes it takes in its pack; 0 if it was there already
     */
    public record Stored(ObjectId id, boolean isNew, int storedLength) {}

    /** Writes under {@code lock}, which must be held until the end. */
    public BlobWriter(Repository repository, WriteOptions options, RepositoryLock lock) {
        this.repository = repository;
        this.options = options;
        this.lock = lock;
        this.index = repository.index();
        this.packs = new PackStore(repository, options, lock, index, this::indexed);
        this.data = new PackFiller(packs, options.packSize());
        this.trees = new PackFiller(packs, options.packSize());
    }

    /**
     * Takes over what a run stored that was killed on this machine before it could index it, if its lock tells of one: the index is
     * durable when the lock is gone. Before anything is stored.
     */
    public void takeOverFromDead() {
        if (lock.followsDeadWriter()) {
            packs.indexUnlisted();
        }
        lock.removeDead();
    }

    /** Lends a codec to a thread that calls {@link #store} often. */
    public BlobCodec takeCodec() {
        return repository.codecs().take();
    }

    /** Takes a codec back. */
    public void giveBack(BlobCodec codec) {
        repository.codecs().giveBack(codec);
    }

    /** Stores a blob unless the repository has it; {@code codec} belongs to the calling thread. */
    public Stored store(BlobCodec codec, BlobType type, byte[] bytes, int offset, int length) {
        return store(codec, type, codec.hash(bytes, offset, length), bytes, offset, length);
    }

    /** As the other {@code store}, for a blob whose id was just verified to be {@code id}. */
    public Stored store(BlobCodec codec, BlobType type, ObjectId id, byte[] bytes, int offset, int length) {
        if (!claim(new Claim(type, id))) {
            return new Stored(id, false, 0);
        }
        return count(type, id, length, add(codec, type, id, bytes, offset, length));
    }

    /**
     * Stores a blob unless the repository has it, from bytes that are compressed already; not in repositories of version 1.
     *
     * @param id verified to be that of the {@code plainLength} bytes to which these inflate
     */
    public Stored storeCompressed(
            BlobCodec codec, BlobType type, ObjectId id, int plainLength, byte[] compressed, int offset, int length) {
        if (!claim(new Claim(type, id))) {
            return new Stored(id, false, 0);
        }
        filler(type).add(codec, type, id, compressed, offset, length, plainLength);
        return count(type, id, plainLength, length + Sealer.OVERHEAD);
    }

    private Stored count(BlobType type, ObjectId id, int length, int stored) {
        (type == BlobType.DATA ? dataBlobs : treeBlobs).increment();
        plainBytes.add(length);
        storedBytes.add(stored);
        return new Stored(id, true, stored);
    }

    /** A blob of which only its compressed bytes are to be held; null if the repository's format has none of these. */
    public @Nullable GrowingBlob growing() {
        return repository.config().version() > 1 ? new GrowingBlob(level()) : null;
    }

    /** Stores a tree that has grown to its end, as {@link #store(BlobCodec, BlobType, byte[], int, int)}. */
    public Stored store(BlobCodec codec, GrowingBlob tree) {
        ObjectId id = tree.finish();
        if (!claim(new Claim(BlobType.TREE, id))) {
            return new Stored(id, false, 0);
        }
        int length = tree.compressedLength();
        trees.add(codec, BlobType.TREE, id, tree.compressed(), 0, length, tree.length());
        return count(BlobType.TREE, id, tree.length(), length + Sealer.OVERHEAD);
    }

    /** Whether the calling thread is the one to store the blob. */
    private boolean claim(Claim claim) {
        if (isKnown(claim) || !claimed.add(claim)) {
            return false;
        }
        if (isKnown(claim)) {
            // Another thread's claim on it ended, for its pack was stored, between the two looks.
            claimed.remove(claim);
            return false;
        }
        return true;
    }

    private boolean isKnown(Claim claim) {
        return index.contains(claim.type(), claim.id()) && !distrusted.contains(claim);
    }

    private void indexed(PackedBlob blob) {
        Claim claim = new Claim(blob.type(), blob.id());
        distrusted.remove(claim);
        claimed.remove(claim);
    }

    /** Tells that the repository's copy of a blob can't be read: it is stored anew when it comes up. */
    public void distrust(BlobType type, ObjectId id) {
        distrusted.add(new Claim(type, id));
    }

    private int add(BlobCodec codec, BlobType type, ObjectId id, byte[] bytes, int offset, int length) {
        PackFiller filler = filler(type);
        boolean compress = repository.config().version() > 1
                && length > 0
                && (type == BlobType.TREE || options.compression() != Compression.OFF);
        if (!compress) {
            filler.add(codec, type, id, bytes, offset, length, 0);
            return length + Sealer.OVERHEAD;
        }
        int compressed = codec.compress(bytes, offset, length, level());
        if (compressed >= length && type == BlobType.DATA) {
            filler.add(codec, type, id, bytes, offset, length, 0);
            return length + Sealer.OVERHEAD;
        }
        filler.add(codec, type, id, codec.compressed(), 0, compressed, length);
        return compressed + Sealer.OVERHEAD;
    }

    /** Stores one more copy of a blob that the repository has: the sealed bytes that begin at {@code offset}, as they are. */
    public void copySealed(PackedBlob blob, byte[] sealed, int offset) {
        filler(blob.type())
                .add(
                        blob.type(),
                        blob.id(),
                        blob.length(),
                        blob.plainLength(),
                        (target, at) -> System.arraycopy(sealed, offset, target, at, blob.length()));
        storedBytes.add(blob.length());
    }

    /**
     * Stores one more copy of a blob that the repository has, from its plain bytes.
     *
     * @param always whether to compress it also where that does not make it smaller
     */
    public void copyPlain(
            BlobCodec codec, BlobType type, ObjectId id, byte[] plain, int offset, int length, boolean always) {
        int compressed = codec.compress(plain, offset, length, level());
        if (compressed >= length && !always) {
            filler(type).add(codec, type, id, plain, offset, length, 0);
            storedBytes.add(length + Sealer.OVERHEAD);
            return;
        }
        filler(type).add(codec, type, id, codec.compressed(), 0, compressed, length);
        storedBytes.add(compressed + Sealer.OVERHEAD);
    }

    private PackFiller filler(BlobType type) {
        return type == BlobType.DATA ? data : trees;
    }

    private int level() {
        return options.compression() == Compression.OFF
                ? Compression.AUTO.level()
                : options.compression().level();
    }

    /** Makes everything stored so far durable and indexed. No other thread may store meanwhile; more may be stored after. */
    public void flush() {
        data.finish();
        trees.finish();
        packs.flush();
    }

    /**
     * Gives up: what was handed in is still made durable and indexed as far as that can be done, so that another run need not
     * store it again. Throws nothing, and works in an interrupted thread. No other thread may store meanwhile.
     */
    public void abandon() {
        boolean interrupted = Thread.interrupted();
        data.finish();
        trees.finish();
        packs.abandon();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** New data blobs so far. */
    public long dataBlobs() {
        return dataBlobs.sum();
    }

    /** New tree blobs so far. */
    public long treeBlobs() {
        return treeBlobs.sum();
    }

    /** Plain bytes of the new blobs so far. */
    public long plainBytes() {
        return plainBytes.sum();
    }

    /** Bytes that the new blobs take in packs so far. */
    public long storedBytes() {
        return storedBytes.sum();
    }
}
