package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Known keys with their values.
 *
 * @param make makes the value of the section, or throws {@link InvalidValue}; called only if all keys are good
 */
record Section<T>(String expected, List<Key<?>> keys, Make<T> make) implements Shape<T> {
    /** Makes the value of a section. */
    interface Make<T> {
        T make(Values values);
    }

    @Override
    public Optional<T> read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            reading.unexpected(node, expected);
            return Optional.empty();
        }
        Values values = new Values(reading);
        boolean good = true;
        for (YamlNode.Entry entry : mapping.entries()) {
            Optional<Key<?>> key = keys.stream()
                    .filter(each -> each.name().equals(entry.key().text()))
                    .findFirst();
            if (key.isEmpty()) {
                reportUnknown(entry.key(), reading);
            }
            good &= key.isPresent() && put(key.get(), entry, values);
        }
        for (Key<?> key : keys) {
            if (key.isRequired() && mapping.entry(key.name()).isEmpty()) {
                reading.error(
                        reading.owner(),
                        key.name() + " is missing",
                        "add " + key.name() + ": with " + key.shape().expected());
                good = false;
            }
        }
        return good ? make(values, reading) : Optional.empty();
    }

    private static <V> boolean put(Key<V> key, YamlNode.Entry entry, Values values) {
        Reading child = values.reading().key(key.name(), entry.key().place());
        boolean refused = child.isRefused(entry.key().place());
        Optional<V> value = key.shape().read(entry.value(), child);
        value.ifPresent(present -> values.put(key, present));
        return value.isPresent() && !refused;
    }

    private Optional<T> make(Values values, Reading reading) {
        try {
            return Optional.of(make.make(values));
        } catch (InvalidValue e) {
            reading.error(reading.owner(), e);
            return Optional.empty();
        }
    }

    private void reportUnknown(YamlNode.Scalar key, Reading reading) {
        if (reading.hasEnough()) {
            return;
        }
        String fix = key.text().equals("<<")
                ? "write the keys out; merging is no part of YAML 1.2"
                : fixOfUnknown(key.text(), reading);
        reading.error(key.place(), "unknown key " + Quoted.of(key.text()), fix);
    }

    /** Nobody is told to remove a key that is known elsewhere: what it was to do would be lost. */
    private String fixOfUnknown(String key, Reading reading) {
        List<String> names = keys.stream().map(Key::name).toList();
        Optional<String> here = Nearest.to(key, names);
        Optional<String> elsewhere = reading.elsewhere(
                key, here.map(name -> Nearest.distance(key, name)).orElse(Integer.MAX_VALUE));
        if (here.isEmpty()) {
            return elsewhere
                    .map(place -> "write " + place)
                    .orElse("remove it; known here are: " + String.join(", ", names));
        }
        String write = "write \"" + here.get() + "\"";
        return elsewhere.map(place -> write + " here, or " + place).orElse(write);
    }

    /** The entries of a mapping that this section knows. */
    YamlNode.Mapping ownPart(YamlNode.Mapping mapping) {
        List<String> names = keys.stream().map(Key::name).toList();
        return new YamlNode.Mapping(
                mapping.place(),
                mapping.entries().stream()
                        .filter(entry -> names.contains(entry.key().text()))
                        .toList());
    }

    /** The name of the first key, which tells the section from others that may stand in its place. */
    String firstKey() {
        return keys.getFirst().name();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("description", key.description());
            property.putAll(key.shape().schema());
            properties.put(key.name(), property);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        List<String> required =
                keys.stream().filter(Key::isRequired).map(Key::name).toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }
}
