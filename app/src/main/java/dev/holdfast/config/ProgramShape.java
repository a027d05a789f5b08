package dev.holdfast.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program with its arguments, which is remembered with its place.
 *
 * @param words the program first
 */
record ProgramShape(ListOf<String> words) implements Shape<List<String>> {
    @Override
    public String expected() {
        return words.expected();
    }

    @Override
    public Optional<List<String>> read(YamlNode node, Reading reading) {
        Optional<List<String>> program = words.read(node, reading);
        if (program.isPresent() && node instanceof YamlNode.Sequence sequence) {
            Place place = sequence.items().getFirst().place();
            reading.item(0, place).runs(program.get().getFirst(), place);
        }
        return program;
    }

    @Override
    public Map<String, Object> schema() {
        return words.schema();
    }
}
