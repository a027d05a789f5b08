package dev.holdfast.engine.json;

import static dev.holdfast.engine.json.JsonBytes.ascii;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.RepositoryConfig;

/** The JSON of a repository's {@code config} file. */
public final class ConfigJson {
    private static final JsonKeys KEYS = JsonKeys.of("version", "id", "chunker_polynomial");
    private static final int ALL = 0b111;
    private static final int HIGHEST_VERSION = 2;

    private ConfigJson() {}

    /** The JSON as restic writes it, without a newline. */
    public static byte[] encode(RepositoryConfig config) {
        JsonBytes out = new JsonBytes(160);
        out.raw(ascii("{\"version\":"));
        out.number(config.version());
        out.raw(ascii(",\"id\":"));
        out.text(config.id());
        out.raw(ascii(",\"chunker_polynomial\":"));
        out.text(Long.toHexString(config.chunkerPolynomial()));
        out.raw('}');
        return out.toBytes();
    }

    /**
     * Reads a config; keys it does not know are passed over. One of an unknown version is given with that version (at most
     * {@link Integer#MAX_VALUE}), an empty id and polynomial 0, since the rest may mean anything.
     *
     * @param file what the bytes are, for messages
     * @throws EngineException.DamagedFile if it is no config
     */
    public static RepositoryConfig decode(String file, byte[] bytes) {
        long version = decodeVersion(new JsonReader(file, bytes, 0, bytes.length));
        if (version < 1 || version > HIGHEST_VERSION) {
            int shown = version < 0 || version > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) version;
            return new RepositoryConfig(shown, "", 0);
        }
        return decodeKnown((int) version, new JsonReader(file, bytes, 0, bytes.length));
    }

    private static long decodeVersion(JsonReader in) {
        long version = 0;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(KEYS);
            seen = in.once(seen, key);
            if (key == 0) {
                version = in.unsigned();
            } else {
                in.skip();
            }
        }
        in.close();
        if ((seen & 1) == 0) {
            throw in.damaged("the version is missing");
        }
        return version;
    }

    private static RepositoryConfig decodeKnown(int version, JsonReader in) {
        String id = "";
        long polynomial = 0;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(KEYS);
            seen = in.once(seen, key);
            switch (key) {
                case 1 -> id = in.text();
                case 2 -> polynomial = polynomial(in);
                default -> in.skip();
            }
        }
        if (seen != ALL || !ObjectId.isName(id)) {
            throw in.damaged("the repository's id or polynomial is missing");
        }
        return new RepositoryConfig(version, id, polynomial);
    }

    private static long polynomial(JsonReader in) {
        try {
            return Long.parseUnsignedLong(in.text(), 16);
        } catch (NumberFormatException e) {
            throw in.damaged("the polynomial is no hexadecimal number");
        }
    }
}
