package dev.holdfast.config;

import java.util.List;

/** Sections that are checked key by key but of which nothing is kept, as this version does not act on them. */
final class Ignored {
    private static final YamlNode NOTHING = new YamlNode.Scalar(Place.wholeFile(""), "", true);

    private Ignored() {}

    static Section<YamlNode> section(String expected, Key<?>... keys) {
        return new Section<>(expected, List.of(keys), values -> NOTHING);
    }
}
