package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON text as maps, lists, strings, numbers and booleans. */
record Json(@Nullable Object value) {
    static Json parse(String text) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return new Json(read(parser));
        }
    }

    private static @Nullable Object read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, read(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(read(parser));
                }
                yield array;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> parser.getString();
        };
    }

    /** The value at a path of names and positions, such as {@code jobs.0.outcome}; fails if there is none. */
    Json at(String path) {
        Object found = value;
        for (String step : path.split("\\.", -1)) {
            found = switch (found) {
                case Map<?, ?> map when map.containsKey(step) -> map.get(step);
                case List<?> list -> list.get(Integer.parseInt(step));
                case null, default -> throw new AssertionError("no " + step + " of " + path + " in " + value);
            };
        }
        return new Json(found);
    }

    boolean has(String name) {
        return value instanceof Map<?, ?> map && map.containsKey(name);
    }

    String text() {
        return (String) Objects.requireNonNull(value);
    }

    long number() {
        return (Long) Objects.requireNonNull(value);
    }

    boolean flag() {
        return (Boolean) Objects.requireNonNull(value);
    }

    int size() {
        return ((List<?>) Objects.requireNonNull(value)).size();
    }
}
