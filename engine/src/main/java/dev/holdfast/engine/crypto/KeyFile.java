package dev.holdfast.engine.crypto;

import dev.holdfast.engine.model.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A key file: the master key, sealed with a key that scrypt derives from a password, and who made it.
 *
 * <p>Immutable. Source: restic's design document, section "Keys, encryption and MAC".
 */
public final class KeyFile {
    private static final int SALT_BYTES = 64;
    private static final int DERIVED_BYTES = MasterKey.ENCRYPT_BYTES + 2 * MasterKey.MAC_BYTES;
    private static final int MOST_BYTES = 1 << 16;

    private final byte[] json;
    private final String created;
    private final String username;
    private final String hostname;
    private final ScryptParameters parameters;
    private final byte[] salt;
    private final byte[] data;

    private KeyFile(byte[] json, FlatJson fields) throws KeyFileBroken {
        this.json = json;
        created = fields.find("created").orElse("");
        username = fields.find("username").orElse("");
        hostname = fields.find("hostname").orElse("");
        String derivation = fields.text("kdf");
        if (!derivation.equals("scrypt")) {
            throw new KeyFileBroken("unknown key derivation \"" + derivation + "\"");
        }
        try {
            parameters = new ScryptParameters(fields.number("N"), fields.number("r"), fields.number("p"));
        } catch (IllegalArgumentException e) {
            throw new KeyFileBroken(e.getMessage());
        }
        salt = fields.bytes("salt");
        if (salt.length != SALT_BYTES) {
            throw new KeyFileBroken("the salt has " + salt.length + " bytes, not " + SALT_BYTES);
        }
        data = fields.bytes("data");
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
        byte[] copy = json.clone();
        return new KeyFile(copy, FlatJson.parse(copy));
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
        byte[] plain = masterJson(key);
        byte[] data = new byte[plain.length + Sealer.OVERHEAD];
        new Sealer(derive(password, salt, parameters), random).seal(plain, 0, plain.length, data, 0);
        Arrays.fill(plain, (byte) 0);

        StringBuilder json = new StringBuilder(512);
        json.append("{\"created\":\"")
                .append(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(created.dateTime()))
                .append("\",\"username\":");
        GoString.append(json, username);
        json.append(",\"hostname\":");
        GoString.append(json, hostname);
        json.append(",\"kdf\":\"scrypt\",\"N\":")
                .append(parameters.n())
                .append(",\"r\":")
                .append(parameters.r())
                .append(",\"p\":")
                .append(parameters.p())
                .append(",\"salt\":\"")
                .append(base64(salt))
                .append("\",\"data\":\"")
                .append(base64(data))
                .append("\"}");
        try {
            return parse(json.toString().getBytes(StandardCharsets.UTF_8));
        } catch (KeyFileBroken e) {
            throw new IllegalArgumentException("these make no key file: " + e.getMessage(), e);
        }
    }

    /**
     * The master key, or nothing if {@code password} is not the right one. Takes about half a second on purpose.
     *
     * @throws KeyFileBroken if the password is right, but what it opens is no master key
     */
    public Optional<MasterKey> open(byte[] password) throws KeyFileBroken {
        MasterKey derived;
        try {
            derived = derive(password, salt, parameters);
        } catch (IllegalArgumentException e) {
            // A derived part that is all zero can't have sealed anything.
            return Optional.empty();
        }
        if (data.length < Sealer.OVERHEAD) {
            throw new KeyFileBroken("the sealed key has only " + data.length + " bytes");
        }
        byte[] plain = new byte[data.length - Sealer.OVERHEAD];
        try {
            new Sealer(derived, new SecureRandom()).open(data, 0, data.length, plain, 0);
        } catch (SealBroken e) {
            return Optional.empty();
        }
        FlatJson fields = FlatJson.parse(plain);
        Arrays.fill(plain, (byte) 0);
        try {
            return Optional.of(MasterKey.of(fields.bytes("encrypt"), fields.bytes("mac.k"), fields.bytes("mac.r")));
        } catch (IllegalArgumentException e) {
            throw new KeyFileBroken(e.getMessage());
        }
    }

    private static MasterKey derive(byte[] password, byte[] salt, ScryptParameters parameters) {
        byte[] derived = new Scrypt(parameters).derive(password, salt, DERIVED_BYTES);
        int macK = MasterKey.ENCRYPT_BYTES;
        int macR = macK + MasterKey.MAC_BYTES;
        return MasterKey.of(
                Arrays.copyOfRange(derived, 0, macK),
                Arrays.copyOfRange(derived, macK, macR),
                Arrays.copyOfRange(derived, macR, DERIVED_BYTES));
    }

    private static byte[] masterJson(MasterKey key) {
        String json = "{\"mac\":{\"k\":\"" + base64(key.macK()) + "\",\"r\":\"" + base64(key.macR()) + "\"},\"encrypt\":\""
                + base64(key.encrypt()) + "\"}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The file's bytes, a copy; the file's name is their SHA-256. */
    public byte[] json() {
        return json.clone();
    }

    /** When the file was made, if it says so. */
    public Optional<Timestamp> created() {
        try {
            OffsetDateTime time = OffsetDateTime.parse(created);
            return Optional.of(Timestamp.of(time.toInstant(), time.getOffset()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Who made the file, empty if it does not say. */
    public String username() {
        return username;
    }

    /** Where the file was made, empty if it does not say. */
    public String hostname() {
        return hostname;
    }

    /** The cost of trying a password. */
    public ScryptParameters parameters() {
        return parameters;
    }
}
