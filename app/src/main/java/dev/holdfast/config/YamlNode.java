package dev.holdfast.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One value of a YAML file with its place. */
sealed interface YamlNode {
    Place place();

    /** What it is, for a message. */
    String described();

    /**
     * A text, number, truth value or nothing.
     *
     * @param plain whether it stands without quotes, so that it may be more than text
     */
    record Scalar(Place place, String text, boolean plain) implements YamlNode {
        /** Source: YAML 1.2.2, core schema. */
        private static final Pattern NUMBER_OR_FLAG = Pattern.compile(
                "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
                        + "|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)|true|True|TRUE|false|False|FALSE");

        /** Whether YAML takes it for a number or a truth value. */
        boolean isNumberOrFlag() {
            return plain && NUMBER_OR_FLAG.matcher(text).matches();
        }

        boolean isNothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }

        @Override
        public String described() {
            return isNothing() ? "nothing" : "a single value";
        }
    }

    /** A list. */
    record Sequence(Place place, List<YamlNode> items) implements YamlNode {
        @Override
        public String described() {
            return "a list";
        }
    }

    /** Keys with values, in the order of the file; a key that is given twice, which is an error, is there twice. */
    record Mapping(Place place, List<Entry> entries) implements YamlNode {
        Optional<Entry> entry(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().text().equals(key))
                    .findFirst();
        }

        @Override
        public String described() {
            return "a group of keys";
        }
    }

    /** One key with its value. */
    record Entry(Scalar key, YamlNode value) {}
}
