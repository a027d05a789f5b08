package dev.holdfast.config;

import java.util.Map;
import java.util.Optional;

/**
 * What a value of the file may look like. From one tree of shapes come the reading of the file with all its problems,
 * and the JSON Schema that is published.
 */
sealed interface Shape<T> permits Text, SecretShape, Section, ListOf, NamedMap, ProgramShape, Choice, Anything {
    /** The value, or empty with every problem in it reported. */
    Optional<T> read(YamlNode node, Reading reading);

    /** The same as JSON Schema: texts, numbers, truth values, lists and maps. */
    Map<String, Object> schema();

    /** What to write, such as {@code a size such as 10MB}. */
    String expected();
}
