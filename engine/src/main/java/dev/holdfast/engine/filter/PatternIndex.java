package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Some patterns of a list, kept so that the last one that matches a name is found with few comparisons.
 *
 * <p>Patterns whose last component is a plain name are found by that name; the others are tried one by one.
 */
final class PatternIndex {
    /** @param place in the list */
    private record Placed(int place, PathPattern pattern, Optional<Glob> last) {}

    private static final Placed[] NONE = {};

    private final Map<ByteString, Placed[]> byName = new HashMap<>();
    private final Placed[] others;
    /** The place of the last relative pattern, or -1. */
    private final int lastRelative;

    private final Placed[] absolutes;

    /** Takes those of {@code patterns} that are, or are not, negated. */
    PatternIndex(List<PathPattern> patterns, boolean negated) {
        Placed[] unnamed = NONE;
        Placed[] rooted = NONE;
        int relative = -1;
        for (int place = 0; place < patterns.size(); place++) {
            PathPattern pattern = patterns.get(place);
            if (pattern.isNegated() != negated) {
                continue;
            }
            Placed placed = new Placed(place, pattern, pattern.lastComponent());
            Optional<ByteString> name = placed.last.flatMap(Glob::literal);
            if (name.isPresent()) {
                byName.merge(name.get(), new Placed[] {placed}, (before, one) -> append(before, placed));
            } else {
                unnamed = append(unnamed, placed);
            }
            if (pattern.isAbsolute()) {
                rooted = append(rooted, placed);
            } else {
                relative = place;
            }
        }
        this.others = unnamed;
        this.absolutes = rooted;
        this.lastRelative = relative;
    }

    private static Placed[] append(Placed[] array, Placed one) {
        Placed[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = one;
        return longer;
    }

    /** The place of the last pattern that matches the path, if that is behind {@code floor}, else {@code floor}. */
    int last(PatternPath path, int floor) {
        int best = floor;
        if (!byName.isEmpty()) {
            best = last(byName.getOrDefault(path.name(), NONE), path, best);
        }
        return last(others, path, best);
    }

    private static int last(Placed[] ascending, PatternPath path, int floor) {
        for (int i = ascending.length - 1; i >= 0 && ascending[i].place > floor; i--) {
            if (matches(ascending[i], path)) {
                return ascending[i].place;
            }
        }
        return floor;
    }

    private static boolean matches(Placed placed, PatternPath path) {
        if (placed.last.isPresent() && !placed.last.get().matches(path.name())) {
            return false;
        }
        PathPattern pattern = placed.pattern;
        return pattern.isPlain()
                ? path.endsWith(pattern.firstRun(), pattern.isAbsolute())
                : pattern.matches(path.names());
    }

    /** Whether a pattern behind {@code floor} may match beneath the path. */
    boolean mayMatchBeneath(PatternPath path, int floor) {
        if (lastRelative > floor) {
            return true;
        }
        for (int i = absolutes.length - 1; i >= 0 && absolutes[i].place > floor; i--) {
            if (absolutes[i].pattern.childMayMatch(path.names())) {
                return true;
            }
        }
        return false;
    }
}
