package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Values under names that the user chooses.
 *
 * @param kind what the names name, so that others may refer to them
 * @param name checks a name, or throws {@link InvalidValue}
 * @param make puts name and value together, or throws {@link InvalidValue}
 */
record NamedMap<N, V, T>(
        References.Kind kind, String pattern, Function<String, N> name, Shape<V> value, BiFunction<N, V, T> make)
        implements Shape<Map<N, T>> {
    @Override
    public String expected() {
        return "a name for each " + kind.word() + ", and its keys below";
    }

    @Override
    public Optional<Map<N, T>> read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            reading.unexpected(node, expected());
            return Optional.empty();
        }
        if (mapping.entries().isEmpty()) {
            reading.error(node.place(), "it is empty", "write " + expected());
            return Optional.empty();
        }
        Map<N, T> values = new LinkedHashMap<>();
        Set<String> here = new HashSet<>();
        boolean good = true;
        for (YamlNode.Entry entry : mapping.entries()) {
            if (here.add(entry.key().text())) {
                good &= put(entry, reading, values);
            } else {
                // That the name is given twice was said already.
                value.read(
                        entry.value(),
                        reading.name(entry.key().text(), entry.key().place()));
            }
        }
        return good ? Optional.of(values) : Optional.empty();
    }

    private boolean put(YamlNode.Entry entry, Reading reading, Map<N, T> values) {
        YamlNode.Scalar key = entry.key();
        Reading child = reading.name(key.text(), key.place());
        Optional<Place> before = reading.references().define(kind, key.text(), key.place());
        before.ifPresent(place -> child.error(
                key.place(),
                "there is a " + kind.word() + " of this name already at " + place,
                "give it another name"));
        // The value is read in any case, so that all its problems come out.
        Optional<V> read = value.read(entry.value(), child);
        try {
            N checked = name.apply(key.text());
            read.ifPresent(each -> values.put(checked, make.apply(checked, each)));
        } catch (InvalidValue e) {
            child.error(key.place(), e);
            return false;
        }
        return read.isPresent() && before.isEmpty();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("minProperties", 1);
        schema.put("propertyNames", Map.of("pattern", "^" + pattern + "$"));
        schema.put("additionalProperties", value.schema());
        return schema;
    }
}
