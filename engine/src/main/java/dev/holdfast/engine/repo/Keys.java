package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.crypto.KeyFile;
import dev.holdfast.engine.crypto.KeyFileBroken;
import dev.holdfast.engine.crypto.MasterKey;
import dev.holdfast.engine.crypto.ScryptParameters;
import dev.holdfast.engine.json.MasterKeyJson;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.WrongPassword;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key files of a repository: each holds the same master key, sealed with its own password. */
public final class Keys {
    /** As restic: more keys than this are not tried, each costs half a second. */
    private static final int MAX_TRIES = 20;

    private final Backend backend;
    private final Client client;

    Keys(Backend backend, Client client) {
        this.backend = backend;
        this.client = client;
    }

    /** A key file with its id. */
    public record Stored(ObjectId id, KeyFile file) {}

    /**
     * What a key file tells of itself.
     *
     * @param user who made it, may be empty
     * @param host where it was made, may be empty
     */
    public record Owner(ObjectId id, String user, String host, Optional<Timestamp> created) {}

    /** A key whose password was right. */
    public record Opened(ObjectId id, MasterKey masterKey) {
        /** The master key as restic shows it: whoever has this can read everything. */
        public byte[] json() {
            return MasterKeyJson.encode(new MasterKeyJson.Parts(
                    ByteString.copyOf(masterKey.encrypt()),
                    ByteString.copyOf(masterKey.macK()),
                    ByteString.copyOf(masterKey.macR())));
        }
    }

    /** All key files; one that can't be read is an error. */
    public List<Stored> list() {
        List<Stored> keys = new ArrayList<>();
        for (ObjectId id : ids()) {
            keys.add(new Stored(id, load(id)));
        }
        return keys;
    }

    /** Whose keys there are; one that can't be read is an error. */
    public List<Owner> owners() {
        return list().stream()
                .map(key -> new Owner(
                        key.id(),
                        key.file().username(),
                        key.file().hostname(),
                        key.file().created()))
                .toList();
    }

    /** Adds a key for another password around the same master key. */
    public ObjectId add(byte[] password, MasterKey masterKey, String user, String host) {
        KeyFile file = KeyFile.create(
                password,
                masterKey,
                ScryptParameters.calibrated(),
                user.isEmpty() ? client.user() : user,
                host.isEmpty() ? client.host() : host,
                now(),
                client.random());
        byte[] json = file.json();
        ObjectId id = sha256(json);
        backend.save(FileRef.of(FileType.KEY, id), json);
        return id;
    }

    /** Deletes a key file; the caller sees to it that it is not the one in use. */
    public void remove(ObjectId id) {
        backend.delete(FileRef.of(FileType.KEY, id));
    }

    Opened createFirst(byte[] password) {
        MasterKey masterKey = MasterKey.random(client.random());
        return new Opened(add(password, masterKey, "", ""), masterKey);
    }

    Opened open(byte[] password, String hint) {
        List<ObjectId> ids = ids();
        if (ids.isEmpty()) {
            throw new DamagedFile("keys", "there is no key file, so no password can open the repository");
        }
        if (!hint.isEmpty()) {
            ids.sort((a, b) ->
                    Boolean.compare(b.toString().startsWith(hint), a.toString().startsWith(hint)));
        }
        @Nullable EngineException damaged = null;
        for (ObjectId id : ids.subList(0, Math.min(ids.size(), MAX_TRIES))) {
            try {
                Optional<MasterKey> masterKey = load(id).open(password);
                if (masterKey.isPresent()) {
                    return new Opened(id, masterKey.get());
                }
            } catch (KeyFileBroken e) {
                damaged = new DamagedFile(FileRef.of(FileType.KEY, id).toString(), e.getMessage());
            } catch (DamagedFile | EngineException.FileMissing e) {
                // Another key may still open; if none does, the damage is the better answer than "wrong password".
                damaged = e;
            }
        }
        throw damaged != null ? damaged : new WrongPassword(backend.location());
    }

    /** The one key whose id begins with {@code prefix}. */
    public ObjectId find(String prefix) {
        List<ObjectId> matching = new ArrayList<>(ids());
        matching.removeIf(id -> !id.toString().startsWith(prefix));
        if (matching.size() != 1) {
            throw new InvalidRequest(
                    matching.isEmpty() ? "there is no key " + prefix : "several keys begin with " + prefix,
                    "see the ids with `key list`");
        }
        return matching.getFirst();
    }

    private List<ObjectId> ids() {
        List<ObjectId> ids = new ArrayList<>();
        backend.list(FileType.KEY, info -> ids.add(info.file().id()));
        return ids;
    }

    private KeyFile load(ObjectId id) {
        FileRef file = FileRef.of(FileType.KEY, id);
        byte[] json = backend.load(file, Range.ALL);
        if (!sha256(json).equals(id)) {
            throw new DamagedFile(file.toString(), "its content does not have the hash that is its name");
        }
        try {
            return KeyFile.parse(json);
        } catch (KeyFileBroken e) {
            throw new DamagedFile(file.toString(), e.getMessage());
        }
    }

    private Timestamp now() {
        Instant now = client.clock().instant();
        return Timestamp.of(now, client.zone().getRules().getOffset(now));
    }

    private static ObjectId sha256(byte[] bytes) {
        try {
            return ObjectId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
