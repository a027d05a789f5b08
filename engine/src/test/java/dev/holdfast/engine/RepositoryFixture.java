package dev.holdfast.engine;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.crypto.KeyFile;
import dev.holdfast.engine.crypto.MasterKey;
import dev.holdfast.engine.crypto.ScryptParameters;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.ConfigJson;
import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.json.TreeJson;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.RepositoryConfig;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.engine.op.ChangeRule;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.SystemProcesses;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * A repository for tests: made in a millisecond, since its key costs next to nothing to derive, and with a clock that tests may
 * set. The real restic opens it with {@link #PASSWORD}.
 */
public final class RepositoryFixture implements AutoCloseable {
    /** Opens the repository. */
    public static final String PASSWORD = "fixture";

    private static final String ID = "f1".repeat(32);
    private static final long POLYNOMIAL = 0x3da3358b4dc173L;

    private final Backend backend;
    private final Client client;
    private Repository repository;

    private RepositoryFixture(Backend backend, Client client) {
        this.backend = backend;
        this.client = client;
        this.repository = open();
    }

    /** A new repository in memory. */
    public static RepositoryFixture inMemory() {
        return create(new MemoryBackend(), 2, InstantSource.system());
    }

    /** A new repository in a folder. */
    public static RepositoryFixture at(Path folder) {
        return create(LocalBackend.at(folder), 2, InstantSource.system());
    }

    /** A new repository of a format version in any backend, for a program with this clock. */
    public static RepositoryFixture create(Backend backend, int version, InstantSource clock) {
        Client client = client(clock);
        MasterKey key = MasterKey.random(client.random());
        backend.create();
        byte[] keyFile = KeyFile.create(
                        PASSWORD.getBytes(StandardCharsets.UTF_8),
                        key,
                        new ScryptParameters(16, 1, 1),
                        client.user(),
                        client.host(),
                        Timestamp.of(clock.instant(), ZoneOffset.UTC),
                        client.random())
                .json();
        backend.save(FileRef.of(FileType.KEY, sha256(keyFile)), keyFile);
        byte[] config = ConfigJson.encode(new RepositoryConfig(version, ID, POLYNOMIAL));
        byte[] sealed = new byte[config.length + Sealer.OVERHEAD];
        new Sealer(key, client.random()).seal(config, 0, config.length, sealed, 0);
        backend.save(FileRef.CONFIG, sealed);
        return new RepositoryFixture(backend, client);
    }

    /** A repository that is there already and opens with {@link #PASSWORD}, such as one made by restic. */
    public static RepositoryFixture existing(Path folder) {
        return new RepositoryFixture(LocalBackend.at(folder), client(InstantSource.system()));
    }

    private static Client client(InstantSource clock) {
        return new Client(
                "fixture-host",
                "fixture-user",
                1000,
                1000,
                ProcessHandle.current().pid(),
                new SystemProcesses(),
                clock,
                ZoneId.of("Europe/Berlin"),
                new SecureRandom());
    }

    /** The open repository. */
    public Repository repository() {
        return repository;
    }

    /** The repository opened anew, with nothing remembered of its index. */
    public Repository reopen() {
        repository = open();
        return repository;
    }

    private Repository open() {
        return Repository.open(backend, PASSWORD.getBytes(StandardCharsets.UTF_8), "", client);
    }

    /** What the repository lies in. */
    public Backend backend() {
        return backend;
    }

    /** Backs these files and folders up, with the latest snapshot as parent. */
    public StoredSnapshot backup(Path... paths) {
        List<ByteString> targets =
                Arrays.stream(paths).map(path -> ByteString.of(path.toString())).toList();
        LocalFiles.Options options = new LocalFiles.Options(ByteString.of("/"), false, client.zone());
        return backup(
                new LocalFiles(targets, Exclusions.builder(), options),
                Arrays.stream(paths).map(Path::toString).toList());
    }

    /** Backs a source up, with the latest snapshot as parent. */
    public StoredSnapshot backup(Source source, List<String> paths) {
        Backup.Request request = new Backup.Request(
                source,
                paths,
                client.host(),
                List.of(),
                List.of(),
                client.clock().instant(),
                new Snapshots(repository)
                        .latest(SnapshotFilter.ALL, Instant.MAX, damaged -> {
                            throw damaged;
                        })
                        .orElse(null),
                ChangeRule.STRICT,
                false,
                WriteOptions.DEFAULT,
                2,
                "holdfast test");
        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            Backup.Result result = new Backup(repository, request).run(lock, new BackupProgress());
            return new StoredSnapshot(result.snapshotId().orElseThrow(), result.snapshot());
        }
    }

    /** Stores a data blob as it is. */
    public ObjectId data(byte[] content) {
        return store(BlobType.DATA, content);
    }

    /** Stores a tree of these nodes as they are: names are not checked, nor sorted. */
    public ObjectId tree(Node... nodes) {
        JsonBytes json = new JsonBytes(1024);
        json.raw("{\"nodes\":[".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < nodes.length; i++) {
            if (i > 0) {
                json.raw(',');
            }
            TreeJson.appendNode(json, nodes[i]);
        }
        json.raw("]}\n".getBytes(StandardCharsets.US_ASCII));
        return store(BlobType.TREE, json.toBytes());
    }

    /** Stores a blob in a pack of its own, indexed at once. */
    public ObjectId store(BlobType type, byte[] content) {
        BlobWriter writer = new BlobWriter(repository, WriteOptions.DEFAULT, RepositoryLock.none(repository));
        ObjectId id = repository.withCodec(
                codec -> writer.store(codec, type, content, 0, content.length).id());
        writer.flush();
        return id;
    }

    /** Stores a blob once more in another pack, though the repository has it already. Seen after {@link #reopen}. */
    public void storeAgain(BlobType type, byte[] content) {
        try (Repository forgetful = open()) {
            forgetful.useIndex(new Index());
            BlobWriter writer = new BlobWriter(forgetful, WriteOptions.DEFAULT, RepositoryLock.none(forgetful));
            forgetful.withCodec(codec -> writer.store(codec, type, content, 0, content.length));
            writer.flush();
        }
    }

    /** Stores a snapshot of a tree. */
    public StoredSnapshot snapshot(ObjectId tree) {
        Instant now = client.clock().instant();
        Snapshot snapshot = new Snapshot(
                Timestamp.of(now, ZoneOffset.UTC),
                null,
                tree,
                List.of("/made/by/hand"),
                client.host(),
                client.user(),
                client.uid(),
                client.gid(),
                List.of(),
                List.of(),
                null,
                "holdfast test",
                null);
        return new StoredSnapshot(repository.saveSnapshot(snapshot), snapshot);
    }

    private static ObjectId sha256(byte[] bytes) {
        try {
            return ObjectId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
