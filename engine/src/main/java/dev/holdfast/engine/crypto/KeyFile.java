package dev.holdfast.engine.crypto;

import dev.holdfast.engine.json.KeyJson;
import dev.holdfast.engine.json.MasterKeyJson;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.Timestamp;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A key file: the master key, sealed with a key that scrypt derives from a password, and who made it.
 *
 * <p>Immutable. Source: restic's design document, section "Keys, encryption and MAC".
 */
public final class KeyFile {
    /** A key file is less than a thousand bytes; a larger file is none. */
    public static final int MOST_BYTES = 1 << 16;

    private static final String SCRYPT = "scrypt";
    private static final int SALT_BYTES = 64;
    private static final int DERIVED_BYTES = MasterKey.ENCRYPT_BYTES + 2 * MasterKey.MAC_BYTES;

    private final byte[] json;
    private final KeyJson.Fields fields;
    private final ScryptParameters parameters;

    private KeyFile(byte[] json, KeyJson.Fields fields, ScryptParameters parameters) {
        this.json = json;
        this.fields = fields;
        this.parameters = parameters;
    }

    /**
     * Reads a key file.
     *
     * @throws KeyFileBroken if it is not one, or asks for a derivation that takes unreasonable memory or time
     */
    public static KeyFile parse(byte[] json) throws KeyFileBroken {
        if (json.length > MOST_BYTES) {
            throw new KeyFileBroken("a key file of " + json.length + " bytes is too large");
        }
        KeyJson.Fields fields;
        try {
            fields = KeyJson.decode("key", json);
        } catch (DamagedFile e) {
            throw new KeyFileBroken(e.reason());
        }
        if (!fields.derivation().equals(SCRYPT)) {
            throw new KeyFileBroken("unknown key derivation \"" + fields.derivation() + "\"");
        }
        if (fields.salt().length() != SALT_BYTES) {
            throw new KeyFileBroken("the salt has " + fields.salt().length() + " bytes, not " + SALT_BYTES);
        }
        try {
            ScryptParameters parameters = new ScryptParameters(
                    Math.toIntExact(fields.n()), Math.toIntExact(fields.r()), Math.toIntExact(fields.p()));
            return new KeyFile(json.clone(), fields, parameters);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new KeyFileBroken("its cost can't be met: " + e.getMessage());
        }
    }

    /**
     * A new key file, with which {@code password} opens {@code key}.
     *
     * @param password bytes, may be empty
     */
    public static KeyFile create(
            byte[] password,
            MasterKey key,
            ScryptParameters parameters,
            String username,
            String hostname,
            Timestamp created,
            SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] plain = MasterKeyJson.encode(new MasterKeyJson.Parts(
                ByteString.copyOf(key.encrypt()), ByteString.copyOf(key.macK()), ByteString.copyOf(key.macR())));
        byte[] data = new byte[plain.length + Sealer.OVERHEAD];
        new Sealer(derive(password, salt, parameters), random).seal(plain, 0, plain.length, data, 0);
        Arrays.fill(plain, (byte) 0);

        KeyJson.Fields fields = new KeyJson.Fields(
                Optional.of(created),
                username,
                hostname,
                SCRYPT,
                parameters.n(),
                parameters.r(),
                parameters.p(),
                ByteString.copyOf(salt),
                ByteString.copyOf(data));
        return new KeyFile(KeyJson.encode(fields), fields, parameters);
    }

    /**
     * The master key, or nothing if {@code password} is not the right one. Takes a while, on purpose.
     *
     * @throws KeyFileBroken if what is sealed is cut off, or is no master key although the password is right
     */
    public Optional<MasterKey> open(byte[] password) throws KeyFileBroken {
        byte[] data = fields.data().toBytes();
        if (data.length < Sealer.OVERHEAD) {
            throw new KeyFileBroken("the sealed key has only " + data.length + " bytes");
        }
        byte[] plain = new byte[data.length - Sealer.OVERHEAD];
        MasterKey derived = derive(password, fields.salt().toBytes(), parameters);
        try {
            new Sealer(derived, new SecureRandom()).open(data, 0, data.length, plain, 0);
        } catch (SealBroken e) {
            return Optional.empty();
        }
        try {
            MasterKeyJson.Parts parts = MasterKeyJson.decode("key", plain);
            return Optional.of(MasterKey.of(
                    parts.encrypt().toBytes(),
                    parts.macK().toBytes(),
                    parts.macR().toBytes()));
        } catch (DamagedFile e) {
            throw new KeyFileBroken("what is sealed is no key: " + e.reason());
        } catch (IllegalArgumentException e) {
            throw new KeyFileBroken("what is sealed is no key: " + e.getMessage());
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** A derived part is never all zero, but by a chance that is not worth a case. */
    private static MasterKey derive(byte[] password, byte[] salt, ScryptParameters parameters) {
        byte[] derived = new Scrypt(parameters).derive(password, salt, DERIVED_BYTES);
        int macK = MasterKey.ENCRYPT_BYTES;
        int macR = macK + MasterKey.MAC_BYTES;
        return MasterKey.of(
                Arrays.copyOfRange(derived, 0, macK),
                Arrays.copyOfRange(derived, macK, macR),
                Arrays.copyOfRange(derived, macR, DERIVED_BYTES));
    }

    /** The file's bytes, a copy; the file's name is their SHA-256. */
    public byte[] json() {
        return json.clone();
    }

    /** When the file was made, if it says so. */
    public Optional<Timestamp> created() {
        return fields.created();
    }

    /** Who made the file, empty if it does not say. */
    public String username() {
        return fields.username();
    }

    /** Where the file was made, empty if it does not say. */
    public String hostname() {
        return fields.hostname();
    }

    /** The cost of trying a password. */
    public ScryptParameters parameters() {
        return parameters;
    }
}
