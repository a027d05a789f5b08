package dev.holdfast.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The names that the files define, and the places that use them; checked when all files are read. */
final class References {
    private final Map<Kind, Map<String, Place>> defined = new EnumMap<>(Kind.class);
    private final List<Use> uses = new ArrayList<>();

    /** What a name can name. */
    enum Kind {
        HOST("host", "hosts"),
        REPOSITORY("repository", "repositories"),
        JOB("job", "jobs"),
        NOTIFY("notify entry", "notify"),
        MIRROR("mirror", "mirrors"),
        KEY("key", "the file");

        private final String word;
        private final String section;

        Kind(String word, String section) {
            this.word = word;
            this.section = section;
        }

        String word() {
            return word;
        }
    }

    private record Use(Kind kind, String name, YamlNode.Scalar from, Reading reading) {}

    /** Notes a definition; returns where the name was defined before, if it was. */
    Optional<Place> define(Kind kind, String name, Place place) {
        return Optional.ofNullable(
                defined.computeIfAbsent(kind, each -> new TreeMap<>()).putIfAbsent(name, place));
    }

    /** Notes the use of a name; messages show what stands in the file, since the name may come from a variable. */
    void use(Kind kind, String name, YamlNode.Scalar from, Reading reading) {
        uses.add(new Use(kind, name, from, reading));
    }

    boolean hasNone(Kind kind) {
        return defined.getOrDefault(kind, Map.of()).isEmpty();
    }

    /** Reports every use of a name that nothing defines. */
    void check() {
        for (Use use : uses) {
            if (use.reading().hasEnough()) {
                return;
            }
            Map<String, Place> known = defined.getOrDefault(use.kind(), Map.of());
            boolean local = use.kind() == Kind.HOST && use.name().equals("local");
            if (!local && !known.containsKey(use.name())) {
                report(use, known);
            } else if (!local && use.kind() == Kind.HOST) {
                use.reading().error(use.from().place(), NotYet.REMOTE_HOST.what(), NotYet.REMOTE_HOST.fix());
            }
        }
    }

    private static void report(Use use, Map<String, Place> known) {
        String fix = Nearest.to(use.name(), known.keySet())
                .map(nearest -> "write \"" + nearest + "\"")
                .orElse(
                        known.isEmpty()
                                ? "describe it under " + use.kind().section + ":"
                                : "describe it under " + use.kind().section + ":, or write one of: "
                                        + String.join(
                                                ", ",
                                                known.keySet().stream()
                                                        .limit(20)
                                                        .toList()));
        use.reading()
                .error(
                        use.from().place(),
                        "there is no " + use.kind().word() + " named "
                                + Quoted.of(use.from().text()),
                        fix);
    }
}
