package dev.holdfast.engine.crypto;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The scalars of a small JSON object by name, those of an object in it as {@code outer.inner}; the rest is passed over. */
final class FlatJson {
    private static final int DEEPEST = 2;

    private final Map<String, String> values;

    private FlatJson(Map<String, String> values) {
        this.values = values;
    }

    /** Reads {@code json}, which must be one object and nothing more. */
    static FlatJson parse(byte[] json) throws KeyFileBroken {
        Map<String, String> values = new HashMap<>();
        try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new KeyFileBroken("not a JSON object");
            }
            readObject(in, "", values);
            if (in.nextToken() != null) {
                throw new KeyFileBroken("more than a JSON object");
            }
        } catch (JacksonException e) {
            throw new KeyFileBroken("not JSON: " + e.getOriginalMessage());
        }
        return new FlatJson(values);
    }

    private static void readObject(JsonParser in, String prefix, Map<String, String> values) {
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = prefix + in.currentName();
            JsonToken value = in.nextToken();
            if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                values.put(name, in.getString());
            } else if (value == JsonToken.START_OBJECT && in.streamReadContext().getNestingDepth() <= DEEPEST) {
                readObject(in, name + ".", values);
            } else {
                in.skipChildren();
            }
        }
    }

    /** The value of {@code name}, if there is one. */
    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The value of {@code name}. */
    String text(String name) throws KeyFileBroken {
        String value = values.get(name);
        if (value == null) {
            throw new KeyFileBroken("\"" + name + "\" is missing");
        }
        return value;
    }

    /** The value of {@code name} as a number. */
    int number(String name) throws KeyFileBroken {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw new KeyFileBroken("\"" + name + "\" is not a number in range");
        }
    }

    /** The bytes that {@code name} holds in base64. */
    byte[] bytes(String name) throws KeyFileBroken {
        try {
            return Base64.getDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw new KeyFileBroken("\"" + name + "\" is not base64");
        }
    }
}
