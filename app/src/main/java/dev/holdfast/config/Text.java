package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A single value, with variables put in.
 *
 * @param expected what to write
 * @param parse makes the value of the text, or throws {@link InvalidValue}
 * @param schema of the value when it has no variables in it
 */
record Text<T>(String expected, Parse<T> parse, Map<String, Object> schema) implements Shape<T> {
    /** What a schema calls a value with a variable in it. */
    private static final String VARIABLE = "\\$\\{";

    /** Makes a value of a text, which may differ from what stands in the file by the values of variables. */
    interface Parse<T> {
        T parse(String text, Reading reading, YamlNode.Scalar from);
    }

    /** Any text that is not empty. */
    static Text<String> any(String expected) {
        return of(expected, (text, reading, from) -> {
            if (text.isBlank()) {
                throw new InvalidValue("the value is empty", "write " + expected);
            }
            return text;
        });
    }

    /** A program or one of its arguments, which may be a number. */
    static Text<String> word() {
        Text<String> text = any("a program or argument");
        return new Text<>(text.expected(), text.parse(), Map.of("type", List.of("string", "number", "boolean")));
    }

    /** A text that the parser judges. */
    static <T> Text<T> of(String expected, Parse<T> parse) {
        return new Text<>(expected, parse, Map.of("type", "string"));
    }

    /** A text that matches a regular expression as a whole and that the parser judges further. */
    static <T> Text<T> matching(String pattern, String expected, Parse<T> parse) {
        return new Text<>(expected, parse, patternSchema("^(" + pattern + ")$|" + VARIABLE));
    }

    /** One of some words. */
    static Text<String> oneOf(String... words) {
        List<String> all = List.of(words);
        String expected = (all.size() == 1 ? "" : "one of ") + String.join(", ", all);
        Parse<String> parse = (text, reading, from) -> {
            if (!all.contains(text)) {
                String fix = Nearest.to(text, all)
                        .map(word -> "write \"" + word + "\"")
                        .orElse("write " + expected);
                throw new InvalidValue(Quoted.of(text) + " is not known here", fix);
            }
            return text;
        };
        return new Text<>(expected, parse, patternSchema("^(" + String.join("|", all) + ")$|" + VARIABLE));
    }

    /** True or false. */
    static Text<Boolean> flag() {
        Parse<Boolean> parse = (text, reading, from) -> switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw new InvalidValue(Quoted.of(text) + " is neither true nor false", "write true or false");
        };
        return new Text<>("true or false", parse, orVariable(Map.of("type", "boolean")));
    }

    /** A whole number within bounds. */
    static Text<Integer> number(int lowest, int highest) {
        String expected = "a whole number from " + lowest + " to " + highest;
        Parse<Integer> parse = (text, reading, from) -> {
            if (!text.matches("-?[0-9]{1,9}")) {
                throw new InvalidValue(Quoted.of(text) + " is not a whole number", "write " + expected);
            }
            int number = Integer.parseInt(text);
            if (number < lowest || number > highest) {
                throw new InvalidValue(number + " is out of bounds", "write " + expected);
            }
            return number;
        };
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "integer");
        schema.put("minimum", lowest);
        schema.put("maximum", highest);
        return new Text<>(expected, parse, orVariable(schema));
    }

    private static Map<String, Object> patternSchema(String pattern) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("pattern", pattern);
        return schema;
    }

    private static Map<String, Object> orVariable(Map<String, Object> schema) {
        return Map.of("anyOf", List.of(schema, patternSchema(VARIABLE)));
    }

    @Override
    public Optional<T> read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Scalar scalar) || scalar.isNothing()) {
            reading.unexpected(node, expected);
            return Optional.empty();
        }
        Optional<String> text = reading.expand(scalar);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            T value = parse.parse(text.get(), reading, scalar);
            if (scalar.isNumberOrFlag() && "string".equals(schema.get("type"))) {
                reading.error(
                        scalar.place(),
                        scalar.text() + " is no text to YAML",
                        "write " + expected + "; put it in quotes if it is meant as it is: \"" + scalar.text() + "\"");
                return Optional.empty();
            }
            return Optional.of(value);
        } catch (InvalidValue e) {
            boolean variables = Variables.occurIn(scalar.text());
            // A variable's value may be a secret that landed in the wrong place: show the text of the file only.
            String what =
                    variables ? Quoted.of(scalar.text()) + ", with its variables put in, can't be used" : e.what();
            reading.error(scalar.place(), what, variables ? "write " + expected : e.fix());
            return Optional.empty();
        }
    }
}
