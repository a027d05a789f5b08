package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileInfo;
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
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.WrongPassword;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

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

    /**
     * What a key file tells of itself.
     *
     * @param user who made it, may be empty
     * @param host where it was made, may be empty
     */
    public record Owner(ObjectId id, String user, String host, Optional<Timestamp> created) {}

    /**
     * A key whose password was right.
     *
     * @param passedOver why other key files could not be tried before it
     */
    public record Opened(ObjectId id, MasterKey masterKey, List<EngineException> passedOver) {
        /** The master key as restic shows it: whoever has this can read everything. */
        public byte[] json() {
            return MasterKeyJson.encode(new MasterKeyJson.Parts(
                    ByteString.copyOf(masterKey.encrypt()),
                    ByteString.copyOf(masterKey.macK()),
                    ByteString.copyOf(masterKey.macR())));
        }
    }

    /** Whose keys there are. A key file that can't be read is told to {@code damaged} and left out. */
    public List<Owner> owners(Consumer<EngineException> damaged) {
        List<Owner> owners = new ArrayList<>();
        for (FileInfo info : files()) {
            try {
                KeyFile file = load(info);
                owners.add(new Owner(info.file().id(), file.username(), file.hostname(), file.created()));
            } catch (FileMissing removedMeanwhile) {
                // As if it had not been listed.
            } catch (DamagedFile | BackendFailure e) {
                damaged.accept(e);
            }
        }
        return owners;
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

    /**
     * Makes the first key, or leaves the place to whoever makes another there. Two may come here at once, each with a master
     * key of its own, and would write one config over the other. Each writes its key, then looks: whoever looks later sees the
     * other's, and gives way. If both do, there is no repository.
     */
    Opened createFirst(byte[] password) {
        MasterKey masterKey = MasterKey.random(client.random());
        ObjectId own = add(password, masterKey, "", "");
        if (files().stream().anyMatch(info -> !info.file().id().equals(own))) {
            remove(own);
            throw new InvalidRequest(
                    "another process is making a repository at " + backend.location(),
                    "use that repository when it is done; if there is none then, run again");
        }
        return new Opened(own, masterKey, List.of());
    }

    /**
     * Tries the keys one after the other. One that can't be read, or was made for another repository, is passed over: another
     * may open this one.
     *
     * @param fits whether a master key is the one of this repository
     */
    Opened open(byte[] password, String hint, Predicate<MasterKey> fits) {
        List<FileInfo> files = files();
        if (files.isEmpty()) {
            throw new DamagedFile("keys", "there is no key file, so no password can open the repository");
        }
        if (!hint.isEmpty()) {
            files.sort(Comparator.comparing(info -> !info.file().name().startsWith(hint)));
        }
        List<EngineException> passedOver = new ArrayList<>();
        boolean isRejected = false;
        boolean isForeign = false;
        for (FileInfo info : files.subList(0, Math.min(files.size(), MAX_TRIES))) {
            try {
                Optional<MasterKey> masterKey = open(info, password);
                if (masterKey.isEmpty()) {
                    isRejected = true;
                } else if (fits.test(masterKey.get())) {
                    return new Opened(info.file().id(), masterKey.get(), List.copyOf(passedOver));
                } else {
                    isForeign = true;
                    passedOver.add(new DamagedFile(info.file().toString(), "it belongs to another repository"));
                }
            } catch (DamagedFile | FileMissing | BackendFailure e) {
                passedOver.add(e);
            }
        }
        if (isForeign) {
            throw ConfigFile.damaged();
        }
        throw isRejected ? noneOpens(files.size(), passedOver) : passedOver.getFirst();
    }

    private Optional<MasterKey> open(FileInfo info, byte[] password) {
        try {
            return load(info).open(password);
        } catch (KeyFileBroken e) {
            throw new DamagedFile(info.file().toString(), String.valueOf(e.getMessage()));
        }
    }

    private EngineException noneOpens(int keys, List<EngineException> passedOver) {
        if (keys > MAX_TRIES) {
            return new InvalidRequest(
                    "the password opens none of the first " + MAX_TRIES + " of " + keys + " keys of repository "
                            + backend.location(),
                    "name its key with --key-hint: each try takes a while");
        }
        return new WrongPassword(
                backend.location(),
                passedOver.stream().map(e -> String.valueOf(e.getMessage())).toList());
    }

    /** The one key whose id begins with {@code prefix}. */
    public ObjectId find(String prefix) {
        List<FileInfo> matching = files();
        matching.removeIf(info -> !info.file().name().startsWith(prefix));
        if (matching.size() != 1) {
            throw new InvalidRequest(
                    matching.isEmpty() ? "there is no key " + prefix : "several keys begin with " + prefix,
                    "see the ids with `key list`");
        }
        return matching.getFirst().file().id();
    }

    private List<FileInfo> files() {
        List<FileInfo> files = new ArrayList<>();
        backend.list(FileType.KEY, files::add);
        return files;
    }

    /**
     * Reads a key file.
     *
     * @throws DamagedFile if it is none
     */
    public KeyFile load(FileInfo info) {
        FileRef file = info.file();
        if (info.size() > KeyFile.MOST_BYTES) {
            throw new DamagedFile(file.toString(), "it has " + info.size() + " bytes, more than any key file");
        }
        byte[] json = backend.load(file, Range.ALL);
        if (!sha256(json).equals(file.id())) {
            throw new DamagedFile(file.toString(), "its content does not have the hash that is its name");
        }
        try {
            return KeyFile.parse(json);
        } catch (KeyFileBroken e) {
            throw new DamagedFile(file.toString(), String.valueOf(e.getMessage()));
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
