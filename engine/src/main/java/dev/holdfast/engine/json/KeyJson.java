package dev.holdfast.engine.json;

import static dev.holdfast.engine.json.JsonBytes.ascii;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.Timestamp;
import java.util.Optional;

/** The JSON of a key file. */
public final class KeyJson {
    private static final JsonKeys KEYS =
            JsonKeys.of("kdf", "N", "r", "p", "salt", "data", "created", "username", "hostname");
    private static final int NEEDED = 0b111111;

    private KeyJson() {}

    /**
     * What a key file holds.
     *
     * @param created when it was made, if it says so
     * @param username who made it, may be empty
     * @param hostname where it was made, may be empty
     * @param derivation name of the function that makes a key of the password
     * @param n a parameter of it, unsigned
     * @param r a parameter of it, unsigned
     * @param p a parameter of it, unsigned
     * @param data the sealed master key
     */
    public record Fields(
            Optional<Timestamp> created,
            String username,
            String hostname,
            String derivation,
            long n,
            long r,
            long p,
            ByteString salt,
            ByteString data) {}

    /** The JSON as restic writes it, without a newline. */
    public static byte[] encode(Fields fields) {
        JsonBytes out = new JsonBytes(640);
        out.raw(ascii("{\"created\":"));
        out.time(fields.created().orElse(Timestamp.ZERO));
        out.raw(ascii(",\"username\":"));
        out.text(fields.username());
        out.raw(ascii(",\"hostname\":"));
        out.text(fields.hostname());
        out.raw(ascii(",\"kdf\":"));
        out.text(fields.derivation());
        out.raw(ascii(",\"N\":"));
        out.number(fields.n());
        out.raw(ascii(",\"r\":"));
        out.number(fields.r());
        out.raw(ascii(",\"p\":"));
        out.number(fields.p());
        out.raw(ascii(",\"salt\":"));
        out.base64(fields.salt());
        out.raw(ascii(",\"data\":"));
        out.base64(fields.data());
        out.raw('}');
        return out.toBytes();
    }

    /**
     * Reads a key file; keys it does not know are passed over, and time, user and host may be missing or null.
     *
     * @param file what the bytes are, for messages
     * @throws EngineException.DamagedFile if it is no key file
     */
    public static Fields decode(String file, byte[] bytes) {
        JsonReader in = new JsonReader(file, bytes, 0, bytes.length);
        Optional<Timestamp> created = Optional.empty();
        String username = "";
        String hostname = "";
        String derivation = "";
        long[] cost = new long[4];
        ByteString salt = ByteString.EMPTY;
        ByteString data = ByteString.EMPTY;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(KEYS);
            seen = in.once(seen, key);
            switch (key) {
                case 0 -> derivation = in.text();
                case 1, 2, 3 -> cost[key] = in.unsigned();
                case 4 -> salt = in.base64();
                case 5 -> data = in.base64();
                case 6 -> created = in.tryNull() ? created : Optional.of(in.time());
                case 7 -> username = in.tryNull() ? username : in.text();
                case 8 -> hostname = in.tryNull() ? hostname : in.text();
                default -> in.skip();
            }
        }
        in.close();
        if ((seen & NEEDED) != NEEDED) {
            throw in.damaged("a part of the key file is missing");
        }
        return new Fields(created, username, hostname, derivation, cost[1], cost[2], cost[3], salt, data);
    }
}
