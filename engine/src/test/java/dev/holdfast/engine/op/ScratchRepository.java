package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.crypto.KeyFile;
import dev.holdfast.engine.crypto.MasterKey;
import dev.holdfast.engine.crypto.ScryptParameters;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.json.ConfigJson;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.RepositoryConfig;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.SystemProcesses;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Makes and opens repositories whose key costs next to nothing to derive, so that they can be opened thousands of times. */
public final class ScratchRepository {
    /** Opens each of them, also for the real restic. */
    public static final String PASSWORD = "scratch";

    private static final long POLYNOMIAL = 0x3da3358b4dc173L;

    private ScratchRepository() {}

    /** Makes a repository of a format version in an empty backend. */
    public static void make(Backend backend, int version) {
        SecureRandom random = new SecureRandom();
        MasterKey key = MasterKey.random(random);
        byte[] keyFile = KeyFile.create(
                        password(),
                        key,
                        new ScryptParameters(16, 1, 1),
                        "user",
                        "host",
                        Timestamp.of(Instant.EPOCH, ZoneOffset.UTC),
                        random)
                .json();
        backend.create();
        backend.save(FileRef.of(FileType.KEY, sha256(keyFile)), keyFile);
        byte[] config = ConfigJson.encode(new RepositoryConfig(version, "5c".repeat(32), POLYNOMIAL));
        byte[] sealed = new byte[config.length + Sealer.OVERHEAD];
        new Sealer(key, random).seal(config, 0, config.length, sealed, 0);
        backend.save(FileRef.CONFIG, sealed);
    }

    /** Opens one as this process would. */
    public static Repository open(Backend backend) {
        return open(backend, client(InstantSource.system(), new SecureRandom()));
    }

    /** Opens one as the program that {@code client} tells of. */
    public static Repository open(Backend backend, Client client) {
        return Repository.open(backend, password(), "", client);
    }

    /** This process with a clock and randomness of the caller's choice. */
    public static Client client(InstantSource clock, SecureRandom random) {
        return new Client(
                "scratch-host",
                "scratch-user",
                0,
                0,
                ProcessHandle.current().pid(),
                new SystemProcesses(),
                clock,
                ZoneOffset.UTC,
                random);
    }

    private static byte[] password() {
        return PASSWORD.getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectId sha256(byte[] bytes) {
        try {
            return ObjectId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
