package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A list of values.
 *
 * @param oneWillDo whether a single value may stand for a list of it
 * @param together checks the good values of the list together, or throws {@link InvalidValue}
 */
record ListOf<T>(Shape<T> item, String expected, boolean oneWillDo, Consumer<List<T>> together)
        implements Shape<List<T>> {
    static <T> ListOf<T> of(Shape<T> item, String expected) {
        return new ListOf<>(item, expected, false, all -> {});
    }

    static <T> ListOf<T> orOne(Shape<T> item, String expected) {
        return new ListOf<>(item, expected, true, all -> {});
    }

    @Override
    public Optional<List<T>> read(YamlNode node, Reading reading) {
        if (oneWillDo && !(node instanceof YamlNode.Sequence)) {
            return item.read(node, reading).map(List::of);
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            reading.unexpected(node, expected);
            return Optional.empty();
        }
        if (sequence.items().isEmpty()) {
            reading.error(node.place(), "the list is empty", "write " + expected);
            return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        boolean good = true;
        for (int i = 0; i < sequence.items().size(); i++) {
            YamlNode each = sequence.items().get(i);
            Optional<T> value = item.read(each, reading.item(i, each.place()));
            value.ifPresent(values::add);
            good &= value.isPresent();
        }
        try {
            together.accept(values);
        } catch (InvalidValue e) {
            reading.error(reading.owner(), e);
            return Optional.empty();
        }
        return good ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("items", item.schema());
        list.put("minItems", 1);
        return oneWillDo ? Map.of("anyOf", List.of(item.schema(), list)) : list;
    }
}
