package dev.holdfast.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of several sections, told apart by the first key of each. */
record Choice<T>(String expected, List<Section<T>> sections) implements Shape<T> {
    @Override
    public Optional<T> read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            reading.unexpected(node, expected);
            return Optional.empty();
        }
        List<Section<T>> present = sections.stream()
                .filter(section -> mapping.entry(section.firstKey()).isPresent())
                .toList();
        if (present.size() == 1) {
            return present.getFirst().read(mapping, reading);
        }
        if (present.isEmpty()) {
            reportNone(mapping, reading);
        } else {
            String both =
                    String.join(" and ", present.stream().map(Section::firstKey).toList());
            reading.error(mapping.place(), both + " stand together", "write each as an item of the list");
            present.forEach(section -> section.read(section.ownPart(mapping), reading));
        }
        return Optional.empty();
    }

    private void reportNone(YamlNode.Mapping mapping, Reading reading) {
        List<String> kinds = sections.stream().map(Section::firstKey).toList();
        for (YamlNode.Entry entry : mapping.entries()) {
            Optional<String> meant = Nearest.to(entry.key().text(), kinds);
            if (meant.isPresent()) {
                reading.error(
                        entry.key().place(),
                        "unknown key " + Quoted.of(entry.key().text()),
                        "write \"" + meant.get() + "\"");
                return;
            }
        }
        reading.error(mapping.place(), "none of the known kinds is named", "write one of: " + String.join(", ", kinds));
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("oneOf", sections.stream().map(Section::schema).toList());
        return schema;
    }
}
