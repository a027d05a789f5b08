package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.chunk.Polynomial;
import dev.holdfast.engine.crypto.MasterKey;
import dev.holdfast.engine.crypto.SealBroken;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.json.ConfigJson;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.RepositoryExists;
import dev.holdfast.engine.model.EngineException.RepositoryMissing;
import dev.holdfast.engine.model.EngineException.UnsupportedVersion;
import dev.holdfast.engine.model.RepositoryConfig;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** The file {@code config}: sealed JSON, never compressed, the only file that is not named by its content. */
final class ConfigFile {
    /** A config is a few hundred bytes; a larger file is none. */
    private static final int MAX_SIZE = 1 << 20;

    private ConfigFile() {}

    static byte[] load(Backend backend) {
        long size = backend.stat(FileRef.CONFIG)
                .orElseThrow(() -> new RepositoryMissing(backend.location()))
                .size();
        if (size > MAX_SIZE) {
            throw new DamagedFile("config", "it has " + size + " bytes");
        }
        try {
            return backend.load(FileRef.CONFIG, Range.ALL);
        } catch (FileMissing e) {
            throw new RepositoryMissing(backend.location());
        }
    }

    /** Whether {@code key} is the one that sealed the file. */
    static boolean opens(byte[] sealed, MasterKey key) {
        try {
            unseal(sealed, key);
            return true;
        } catch (SealBroken e) {
            return false;
        }
    }

    static RepositoryConfig read(byte[] sealed, MasterKey key, String location) {
        byte[] json;
        try {
            json = unseal(sealed, key);
        } catch (SealBroken e) {
            throw damaged();
        }
        RepositoryConfig config = ConfigJson.decode("config", json);
        if (config.version() < 1 || config.version() > 2) {
            throw new UnsupportedVersion(location, config.version());
        }
        if (!Polynomial.isIrreducible(config.chunkerPolynomial())) {
            throw new DamagedFile("config", "its chunker polynomial is not irreducible");
        }
        return config;
    }

    private static byte[] unseal(byte[] sealed, MasterKey key) throws SealBroken {
        byte[] plain = new byte[sealed.length];
        int length = new Sealer(key, new SecureRandom()).open(sealed, 0, sealed.length, plain, 0);
        return Arrays.copyOf(plain, length);
    }

    /** What is told where the password opens a key, but no such key opens the file. */
    static DamagedFile damaged() {
        return new DamagedFile("config", "it was changed or cut off, or belongs to another repository");
    }

    static void save(Backend backend, RepositoryConfig config, MasterKey key, SecureRandom random) {
        byte[] json = ConfigJson.encode(config);
        byte[] sealed = new byte[json.length + Sealer.OVERHEAD];
        new Sealer(key, random).seal(json, 0, json.length, sealed, 0);
        backend.save(FileRef.CONFIG, sealed);
    }

    static void refuseExisting(Backend backend) {
        if (backend.stat(FileRef.CONFIG).isPresent()) {
            throw new RepositoryExists(backend.location());
        }
        boolean hasData =
                hasAny(backend, FileType.SNAPSHOT) || hasAny(backend, FileType.INDEX) || hasAny(backend, FileType.PACK);
        if (hasData) {
            throw new InvalidRequest(
                    "there are data but no config at " + backend.location() + ": the file config was lost",
                    "bring config back from a copy of the repository; nothing was changed");
        }
        // It may be the key of an init that is under way: were it gone past, two would write one config, and all that
        // is sealed
        // with the other's key would be lost.
        if (hasAny(backend, FileType.KEY)) {
            throw new InvalidRequest(
                    "there is a key but neither a config nor data at " + backend.location()
                            + ": an init is under way there, or was killed",
                    "if none is under way, delete what is in its folder keys, then run again; nothing is lost by that");
        }
    }

    private static boolean hasAny(Backend backend, FileType type) {
        AtomicBoolean found = new AtomicBoolean();
        try {
            backend.list(type, info -> found.set(true));
        } catch (RepositoryMissing e) {
            return false;
        }
        return found.get();
    }
}
