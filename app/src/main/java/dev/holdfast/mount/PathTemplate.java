package dev.holdfast.mount;

import dev.holdfast.engine.model.StoredSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a snapshot is shown: a path in which {@code %i} stands for its short id, {@code %I} for the long one, {@code %u} for the user,
 * {@code %h} for the host, {@code %t} for each of its tags, and {@code %T} for its time.
 */
public record PathTemplate(String template) {
    /** Where snapshots are shown unless something else is asked for. */
    public static final List<PathTemplate> DEFAULT = List.of(
            new PathTemplate("ids/%i"),
            new PathTemplate("snapshots/%T"),
            new PathTemplate("hosts/%h/%T"),
            new PathTemplate("tags/%t/%T"));

    /**
     * A snapshot's place.
     *
     * @param path how it begins, without a slash in front
     * @param time its end, if the template ends with the time, else empty; then the folder has a link to the latest
     */
    record Filled(String path, String time) {}

    /** All places of a snapshot: one for each of its tags, if the template asks for them. */
    List<Filled> fill(StoredSnapshot stored, TimeTemplate times) {
        List<String> paths = List.of("");
        String time = times.format(stored.snapshot().time());
        boolean special = false;
        for (int at = 0; at < template.length(); at++) {
            char c = template.charAt(at);
            if (special && c == 'T' && at == template.length() - 1) {
                return paths.stream().map(path -> new Filled(path, time)).toList();
            }
            if (special || c != '%') {
                paths = extended(paths, special ? words(c, stored, time) : List.of(String.valueOf(c)));
                special = false;
            } else {
                special = true;
            }
        }
        return paths.stream().map(path -> new Filled(path, "")).toList();
    }

    private static List<String> words(char what, StoredSnapshot stored, String time) {
        return switch (what) {
            case 'i' -> List.of(stored.id().shortName());
            case 'I' -> List.of(stored.id().toString());
            case 'u' -> List.of(stored.snapshot().username());
            case 'h' -> List.of(stored.snapshot().hostname());
            case 't' -> stored.snapshot().tags();
            case 'T' -> List.of(time);
            default -> List.of(String.valueOf(what));
        };
    }

    private static List<String> extended(List<String> paths, List<String> words) {
        List<String> longer = new ArrayList<>();
        for (String word : words) {
            for (String path : paths) {
                longer.add(path + word);
            }
        }
        return longer;
    }

    /** The folders that are there whatever snapshots are: all before the first word that depends on them. */
    String fixedPart() {
        int end = -1;
        boolean special = false;
        for (int at = 0; at < template.length() && end < 0; at++) {
            char c = template.charAt(at);
            if (special && "iIuhtT".indexOf(c) >= 0) {
                end = at;
            }
            special = !special && c == '%';
        }
        int slash = end < 0 ? -1 : template.lastIndexOf('/', end);
        return slash < 0 ? "" : template.substring(0, slash);
    }

    /** A path without empty names, dots and double dots, with a slash in front of each name. */
    static String clean(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.removeLast();
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names.stream().map(name -> "/" + name).collect(Collectors.joining());
    }
}
