package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Leftovers;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.chunk.Polynomial;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.IndexVisitor;
import dev.holdfast.engine.json.SnapshotJson;
import dev.holdfast.engine.json.TreeNodes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.RepositoryConfig;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.pack.PackedBlob;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An open repository: snapshots, trees and blobs over a {@link Backend}. Safe for use by many threads.
 *
 * <p>Readers take a lock, list snapshots, and only then load the index, so that every snapshot they see has its blobs indexed.
 */
public final class Repository implements AutoCloseable {
    /** No run writes to one file for so long. */
    private static final Duration LEFT = Duration.ofDays(1);

    /** Larger trees are not held in memory as plain bytes. */
    private static final int LARGE = 8 << 20;

    private final Backend backend;
    private final Client client;
    private final RepositoryConfig config;
    private final Keys.Opened key;
    private final CodecPool codecs;
    private final UnpackedFiles unpacked;
    private @Nullable Index index;

    /** The index files that {@link #index} was loaded from, and those stored since. */
    private final Set<ObjectId> indexFiles = new HashSet<>();

    private Repository(Backend backend, Client client, RepositoryConfig config, Keys.Opened key) {
        this.backend = backend;
        this.client = client;
        this.config = config;
        this.key = key;
        this.codecs = new CodecPool(key.masterKey(), client.random());
        this.unpacked = new UnpackedFiles(backend, codecs, config.version());
    }

    /**
     * Opens the repository in {@code backend} with a password.
     *
     * @param keyHint beginning of the id of the key to try first, empty for none
     * @throws EngineException.RepositoryMissing if there is none
     * @throws EngineException.WrongPassword if no key opens
     * @throws EngineException.UnsupportedVersion if its format is not version 1 or 2
     */
    public static Repository open(Backend backend, byte[] password, String keyHint, Client client) {
        byte[] sealed = ConfigFile.load(backend);
        Keys.Opened key = new Keys(backend, client).open(password, keyHint, made -> ConfigFile.opens(sealed, made));
        return new Repository(backend, client, ConfigFile.read(sealed, key.masterKey(), backend.location()), key);
    }

    /** Loads what opening a repository needs, see {@link Sealer#warmUp}. */
    public static void warmUp() {
        Sealer.warmUp();
    }

    /**
     * Makes a new repository in {@code backend}, which must hold none, and opens it.
     *
     * @throws EngineException.RepositoryExists if there is a configuration already
     * @throws EngineException.InvalidRequest if there is none, but a key or data
     */
    public static Repository create(Backend backend, byte[] password, RepositoryConfig config, Client client) {
        ConfigFile.refuseExisting(backend);
        backend.create();
        Keys keys = new Keys(backend, client);
        Keys.Opened key = keys.createFirst(password);
        try {
            ConfigFile.save(backend, config, key.masterKey(), client.random());
        } catch (EngineException e) {
            removeUnused(key, keys, backend);
            throw e;
        }
        return new Repository(backend, client, config, key);
    }

    /** A key whose config could not be stored opens nothing, and would keep the next attempt from being made. */
    private static void removeUnused(Keys.Opened key, Keys keys, Backend backend) {
        try {
            if (backend.stat(FileRef.CONFIG).isEmpty()) {
                keys.remove(key.id());
            }
        } catch (EngineException stays) {
            // What failed before is told; the next attempt tells of the key.
        }
    }

    /**
     * A configuration for a new repository, with a chunker polynomial of its own.
     *
     * @param version 1 or 2
     */
    public static RepositoryConfig newConfig(int version, RandomGenerator random) {
        byte[] id = new byte[32];
        random.nextBytes(id);
        return new RepositoryConfig(
                version, HexFormat.of().formatHex(id), Polynomial.random(random).bits());
    }

    public Backend backend() {
        return backend;
    }

    public Client client() {
        return client;
    }

    public RepositoryConfig config() {
        return config;
    }

    /**
     * Changes the format from version 1 to 2, which adds compression; nothing that is stored changes. This object goes on as before,
     * so the repository is to be opened anew.
     *
     * @param lock an exclusive one
     */
    public void upgrade(RepositoryLock lock) {
        if (config.version() != 1) {
            throw new EngineException.InvalidRequest("the repository has version 2 already", "use it as it is");
        }
        if (!backend.capabilities().atomicReplace()) {
            throw new EngineException.InvalidRequest(
                    "its storage can't replace the file config at once, and without it all data is lost",
                    "make a new repository and copy the snapshots to it");
        }
        lock.ensureHeld();
        ConfigFile.save(
                backend,
                new RepositoryConfig(2, config.id(), config.chunkerPolynomial()),
                key.masterKey(),
                client.random());
    }

    /** The keys of this repository. */
    public Keys keys() {
        return new Keys(backend, client);
    }

    /** The key that opened this repository. */
    public Keys.Opened openedKey() {
        return key;
    }

    /** The sealed JSON of a snapshot or lock file. */
    public byte[] loadUnpacked(FileRef file) {
        return unpacked.load(file);
    }

    /**
     * Tells the packs and blobs that an index file lists.
     *
     * @throws DamagedFile if it is none; what stands before a damaged place has been told
     */
    public void readIndex(FileRef file, IndexVisitor visitor) {
        unpacked.readIndex(file, visitor);
    }

    /** Writes the sealed JSON of an index file to {@code target}. */
    public void copyIndex(FileRef file, OutputStream target) throws IOException {
        unpacked.copyIndex(file, target);
    }

    /** Stores JSON as a snapshot, index or lock file; durable on return. */
    public ObjectId saveUnpacked(FileType type, byte[] json) {
        return unpacked.save(type, json);
    }

    /** The ids of all files of a type. */
    public List<ObjectId> ids(FileType type) {
        List<ObjectId> ids = new ArrayList<>();
        backend.list(type, info -> ids.add(info.file().id()));
        return ids;
    }

    /** All files of a type. */
    public List<FileInfo> files(FileType type) {
        List<FileInfo> files = new ArrayList<>();
        backend.list(type, files::add);
        return files;
    }

    /** Reads one snapshot. */
    public Snapshot snapshot(ObjectId id) {
        FileRef file = FileRef.of(FileType.SNAPSHOT, id);
        return SnapshotJson.decode(file.toString(), unpacked.load(file));
    }

    /**
     * Reads one snapshot that was listed.
     *
     * @throws DamagedFile if it can't be read, or is larger than any
     */
    public Snapshot snapshot(FileInfo listed) {
        UnpackedFiles.refuseTooLarge(listed);
        return snapshot(listed.file().id());
    }

    /** Reads all snapshots, oldest first. A snapshot that can't be read is told to {@code damaged} and left out. */
    public List<StoredSnapshot> snapshots(Consumer<? super DamagedFile> damaged) {
        List<StoredSnapshot> all = new ArrayList<>();
        for (FileInfo listed : files(FileType.SNAPSHOT)) {
            try {
                all.add(new StoredSnapshot(listed.file().id(), snapshot(listed)));
            } catch (EngineException.FileMissing forgottenMeanwhile) {
                // As if it had not been listed.
            } catch (DamagedFile e) {
                damaged.accept(e);
            }
        }
        all.sort(StoredSnapshot.BY_TIME);
        return all;
    }

    /**
     * Stores a snapshot; everything that it names must be durable and indexed already.
     *
     * @throws EngineException.InvalidRequest as {@link #refuseTooLarge}
     */
    public ObjectId saveSnapshot(Snapshot snapshot) {
        return unpacked.save(FileType.SNAPSHOT, encode(snapshot));
    }

    /**
     * Throws if a snapshot is so large that no one would read it.
     *
     * @throws EngineException.InvalidRequest that says so
     */
    public void refuseTooLarge(Snapshot snapshot) {
        encode(snapshot);
    }

    private static byte[] encode(Snapshot snapshot) {
        byte[] json = SnapshotJson.encode(snapshot);
        if (json.length > UnpackedFiles.MAX_SNAPSHOT) {
            throw new EngineException.InvalidRequest(
                    "the paths, exclusions and tags take " + json.length + " bytes, more than a snapshot may have",
                    "name folders, not each file in them");
        }
        return json;
    }

    /** The index, loaded when first asked for. */
    public synchronized Index index() {
        Index loaded = index;
        if (loaded == null) {
            LoadedIndex read = loadIndex();
            loaded = read.index();
            index = loaded;
            indexFiles.addAll(read.files());
        }
        return loaded;
    }

    /** An index, and the names of the index files that tell it. */
    public record LoadedIndex(Index index, Set<ObjectId> files) {}

    /** Reads the index as it is now, beside the one that is in use. */
    public LoadedIndex loadIndex() {
        return new IndexLoader(this).load();
    }

    /** Stores JSON as an index file that adds to the index in use; durable on return. */
    public ObjectId saveIndex(byte[] json) {
        ObjectId id = saveUnpacked(FileType.INDEX, json);
        synchronized (this) {
            indexFiles.add(id);
        }
        return id;
    }

    /**
     * Whether all index files are still there that the index in use was loaded from, and those that were stored since. If not, a
     * prune has put others in their place, and packs may be marked that this index tells of.
     */
    public boolean isIndexAsLoaded() {
        Set<ObjectId> there = new HashSet<>(ids(FileType.INDEX));
        synchronized (this) {
            return there.containsAll(indexFiles);
        }
    }

    /** Lets the index be loaded anew: it may tell of packs that are not indexed after all, or that others have deleted. */
    public synchronized void forgetIndex() {
        index = null;
        indexFiles.clear();
    }

    /** Puts an index in place of the one that would be loaded: for check, which looks at each index file by itself. */
    public synchronized void useIndex(Index other) {
        index = other;
        indexFiles.clear();
    }

    /** Tells every copy of every blob that is indexed, pack by pack. */
    public void forEachBlob(Consumer<BlobPlace> each) {
        index().forEach(location -> each.accept(BlobPlace.of(location)));
    }

    /** Where the blob lies; empty if no index knows it. */
    public List<BlobPlace> places(BlobType type, ObjectId id) {
        return index().lookupAll(type, id).stream().map(BlobPlace::of).toList();
    }

    /**
     * The plain bytes of a blob. Where one copy is damaged, the others are tried.
     *
     * @throws BlobMissing if no index knows it
     * @throws DamagedFile if no copy can be read
     */
    public byte[] loadBlob(BlobType type, ObjectId id) {
        return fromAnyCopy(type, id, this::loadBlob);
    }

    private <T> T fromAnyCopy(BlobType type, ObjectId id, Function<BlobLocation, T> load) {
        List<BlobLocation> places = index().lookupAll(type, id);
        if (places.isEmpty()) {
            throw new BlobMissing(type, id);
        }
        @Nullable EngineException first = null;
        for (BlobLocation place : places) {
            try {
                return load.apply(place);
            } catch (DamagedFile | EngineException.FileMissing | EngineException.BackendFailure e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }

    /** The plain bytes of the copy of a blob that lies at {@code place}. */
    public byte[] loadBlob(BlobLocation place) {
        String pack = FileRef.of(FileType.PACK, place.pack()).toString();
        byte[] sealed = loadSealed(place);
        return withCodec(codec -> codec.decode(sealed, 0, place.blob(), pack));
    }

    private byte[] loadSealed(BlobLocation place) {
        FileRef pack = FileRef.of(FileType.PACK, place.pack());
        PackedBlob blob = place.blob();
        byte[] sealed = backend.load(pack, new Range(Integer.toUnsignedLong(blob.offset()), blob.length()));
        if (sealed.length != blob.length()) {
            throw new DamagedFile(
                    pack.toString(), "only " + sealed.length + " of " + blob.length() + " bytes of a blob were read");
        }
        return sealed;
    }

    /** Tells the nodes of a tree as {@link #nodes}. */
    public void forEachNode(ObjectId tree, Consumer<Node> each) {
        nodes(tree).forEachRemaining(each);
    }

    /**
     * The nodes of a tree in order, read as they are asked for; their names are safe, sorted and unique.
     *
     * @throws BlobMissing if no index knows it
     * @throws DamagedFile if no copy can be read; later from the iterator, if what it says is no such tree
     */
    public TreeNodes nodes(ObjectId tree) {
        return fromAnyCopy(BlobType.TREE, tree, place -> nodes(place, "tree " + tree, true));
    }

    /**
     * The nodes of the copy of a tree that lies at {@code place}.
     *
     * @param subject what it is, for messages
     * @param checked whether bad names are damage
     */
    public TreeNodes nodes(BlobLocation place, String subject, boolean checked) {
        if (place.blob().length() <= LARGE && place.blob().plainLength() <= LARGE) {
            byte[] json = loadBlob(place);
            return TreeNodes.of(subject, json, 0, json.length, checked);
        }
        byte[] sealed = loadSealed(place);
        String pack = FileRef.of(FileType.PACK, place.pack()).toString();
        return TreeNodes.streamed(
                subject, withCodec(codec -> codec.decodeStreamed(sealed, 0, place.blob(), pack)), checked);
    }

    /** The nodes of a tree. */
    public List<Node> tree(ObjectId tree) {
        List<Node> nodes = new ArrayList<>();
        forEachNode(tree, nodes::add);
        return nodes;
    }

    /** Temporary files of killed runs; those younger than a day may be of a living one, and are not counted. */
    public Leftovers leftovers() {
        return backend.leftovers(client.clock().instant().minus(LEFT));
    }

    /** Deletes what {@link #leftovers} tells of, and tells what that was. */
    public Leftovers removeLeftovers() {
        return backend.removeLeftovers(client.clock().instant().minus(LEFT));
    }

    /** Lends a codec for the time of {@code work}. */
    public <T> T withCodec(Function<BlobCodec, T> work) {
        return codecs.with(work);
    }

    CodecPool codecs() {
        return codecs;
    }

    @Override
    public void close() {
        codecs.close();
        backend.close();
    }
}
