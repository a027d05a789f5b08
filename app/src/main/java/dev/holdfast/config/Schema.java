package dev.holdfast.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema of the file, made from the same description that reads it. */
final class Schema {
    private Schema() {}

    static String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "holdfast.yaml");
        schema.put(
                "description",
                "What is backed up, where to, when, for how long, how it is proved, and who hears of it.");
        schema.putAll(RootShape.SHAPE.schema());
        // Included files need no version, so the reading asks for it in the main file only; an editor sees main files.
        schema.put("required", List.of("version"));
        StringBuilder text = new StringBuilder();
        write(schema, "", text);
        return text.append('\n').toString();
    }

    private static void write(Object value, String indent, StringBuilder text) {
        switch (value) {
            case Map<?, ?> map -> {
                text.append(map.isEmpty() ? "{" : "{\n");
                String separator = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(separator).append(indent).append("  ");
                    quote(entry.getKey().toString(), text);
                    write(entry.getValue(), indent + "  ", text.append(": "));
                    separator = ",\n";
                }
                text.append(map.isEmpty() ? "}" : "\n" + indent + "}");
            }
            case List<?> list -> {
                text.append(list.isEmpty() ? "[" : "[\n");
                String separator = "";
                for (Object item : list) {
                    write(
                            item,
                            indent + "  ",
                            text.append(separator).append(indent).append("  "));
                    separator = ",\n";
                }
                text.append(list.isEmpty() ? "]" : "\n" + indent + "]");
            }
            case String string -> quote(string, text);
            case Number number -> text.append(number);
            case Boolean flag -> text.append(flag);
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        }
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        string.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                text.append('\\').append((char) character);
            } else if (character < 0x20 || character > 0x7E) {
                text.append(String.format("\\u%04x", character));
            } else {
                text.append((char) character);
            }
        });
        text.append('"');
    }
}
