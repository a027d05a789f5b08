package dev.holdfast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All keys of the file with where they belong, for one that was written in the wrong place. */
final class KnownKeys {
    private static final int MOST_PLACES = 3;

    private final List<Known> all = new ArrayList<>();

    /**
     * A key in its section.
     *
     * @param pattern of the section, as {@link NotYet} writes it
     * @param beside the key that its section begins with, where several kinds of sections may stand; or empty
     */
    private record Known(String name, String pattern, String beside) {
        /** Where it belongs, in words; {@code from} and what stands there already are named as they are. */
        String where(String from, String path) {
            if (pattern.isEmpty()) {
                return "at the top of the file";
            }
            String place = isBelow(from) ? path + pattern.substring(from.length()) : pattern.replace("*", "NAME");
            String words =
                    place.endsWith("[]") ? "in an item of " + place.substring(0, place.length() - 2) : "in " + place;
            return beside.isEmpty() || beside.equals(name) ? words : words + ", beside " + beside + ":";
        }

        boolean isBelow(String from) {
            return !from.isEmpty() && pattern.startsWith(from);
        }
    }

    private KnownKeys(Section<?> root) {
        gather(root, "", "");
    }

    /**
     * Where a key belongs, or the one that was most likely meant, such as {@code "exclude" in an item of jobs.home.sources}.
     *
     * @param pattern of the section in which it can't be
     * @param path the same with the names in the file
     * @param distance a key must be nearer than this
     */
    static Optional<String> elsewhere(String word, String pattern, String path, int distance) {
        return new KnownKeys(RootShape.SHAPE).find(word, pattern, path, distance);
    }

    private Optional<String> find(String word, String pattern, String path, int distance) {
        List<Known> others =
                all.stream().filter(each -> !each.pattern().equals(pattern)).toList();
        Optional<String> name = Nearest.to(
                        word, others.stream().map(Known::name).toList())
                .filter(near -> Nearest.distance(word, near) < distance);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<Known> meant =
                others.stream().filter(each -> each.name().equals(name.get())).toList();
        List<Known> below = meant.stream().filter(each -> each.isBelow(pattern)).toList();
        List<String> places = (below.isEmpty() ? meant : below)
                .stream()
                        .map(each -> each.where(pattern, path))
                        .distinct()
                        .limit(MOST_PLACES)
                        .toList();
        return Optional.of("\"" + name.get() + "\" " + String.join(" or ", places));
    }

    private void gather(Shape<?> shape, String pattern, String beside) {
        switch (shape) {
            case Section<?> section -> {
                for (Key<?> key : section.keys()) {
                    all.add(new Known(key.name(), pattern, beside));
                    gather(key.shape(), pattern.isEmpty() ? key.name() : pattern + "." + key.name(), "");
                }
            }
            case Choice<?> choice -> choice.sections().forEach(section -> gather(section, pattern, section.firstKey()));
            case NamedMap<?, ?, ?> map -> gather(map.value(), pattern + ".*", "");
            case ListOf<?> list -> gather(list.item(), pattern + "[]", "");
            case Text<?> _, SecretShape _, ProgramShape _, Anything _ -> {}
        }
    }
}
