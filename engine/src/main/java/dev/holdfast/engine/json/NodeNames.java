package dev.holdfast.engine.json;

import dev.holdfast.engine.model.ByteString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges the names of one tree's nodes, one after the other: each must be safe and greater than the one before. */
public final class NodeNames {
    private @Nullable ByteString previous;

    /** Whether {@code name} names an entry within its directory and nothing else, on any system that has Linux's rules. */
    public static boolean isSafe(ByteString name) {
        return switch (name.length()) {
            case 0 -> false;
            case 1 -> name.at(0) != '.' && name.at(0) != '/' && name.at(0) != 0;
            default ->
                !(name.length() == 2 && name.at(0) == '.' && name.at(1) == '.')
                        && !name.contains((byte) '/')
                        && !name.contains((byte) 0);
        };
    }

    /** What is wrong with the next name, empty if nothing. */
    public Optional<String> problem(ByteString name) {
        ByteString before = previous;
        previous = name;
        if (!isSafe(name)) {
            return Optional.of("the name " + QuotedName.readable(name) + " is unsafe");
        }
        int order = before == null ? -1 : before.compareTo(name);
        if (order < 0) {
            return Optional.empty();
        }
        return Optional.of(
                "the name " + QuotedName.readable(name) + (order == 0 ? " is there twice" : " is out of order"));
    }
}
