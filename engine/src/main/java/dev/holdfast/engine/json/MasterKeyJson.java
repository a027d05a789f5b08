package dev.holdfast.engine.json;

import static dev.holdfast.engine.json.JsonBytes.ascii;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;

/** The JSON of a master key, as it is sealed inside a key file. */
public final class MasterKeyJson {
    private static final JsonKeys KEYS = JsonKeys.of("mac", "encrypt");
    private static final JsonKeys MAC_KEYS = JsonKeys.of("k", "r");
    private static final int BOTH = 0b11;

    private MasterKeyJson() {}

    /** The parts of a master key, of any length; {@code toString} tells nothing. */
    public record Parts(ByteString encrypt, ByteString macK, ByteString macR) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** The JSON as restic writes it, without a newline. */
    public static byte[] encode(Parts parts) {
        JsonBytes out = new JsonBytes(160);
        out.raw(ascii("{\"mac\":{\"k\":"));
        out.base64(parts.macK());
        out.raw(ascii(",\"r\":"));
        out.base64(parts.macR());
        out.raw(ascii("},\"encrypt\":"));
        out.base64(parts.encrypt());
        out.raw('}');
        return out.toBytes();
    }

    /**
     * Reads a master key; keys it does not know are passed over.
     *
     * @param file what the bytes are, for messages
     * @throws EngineException.DamagedFile if it is no master key
     */
    public static Parts decode(String file, byte[] bytes) {
        JsonReader in = new JsonReader(file, bytes, 0, bytes.length);
        ByteString[] mac = {ByteString.EMPTY, ByteString.EMPTY};
        ByteString encrypt = ByteString.EMPTY;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(KEYS);
            seen = in.once(seen, key);
            switch (key) {
                case 0 -> readMac(in, mac);
                case 1 -> encrypt = in.base64();
                default -> in.skip();
            }
        }
        in.close();
        if (seen != BOTH) {
            throw in.damaged("a part of the master key is missing");
        }
        return new Parts(encrypt, mac[0], mac[1]);
    }

    private static void readMac(JsonReader in, ByteString[] mac) {
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(MAC_KEYS);
            seen = in.once(seen, key);
            if (key == JsonKeys.UNKNOWN) {
                in.skip();
            } else {
                mac[key] = in.base64();
            }
        }
        if (seen != BOTH) {
            throw in.damaged("a part of the master key is missing");
        }
    }
}
