package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of restic's path patterns: a {@link Glob} for each component, {@code **} for any number of components.
 *
 * <p>A pattern that begins with a slash starts at the root, any other matches at every depth; a path matches with
 * everything beneath it. {@code !} in front makes a pattern take back what earlier ones of its {@link PatternList}
 * chose. Source: "Excluding files" in restic's manual; where that is silent, what restic does, such as {@code /}
 * meaning {@code /**} and several {@code **} needing room for what stands between and behind them even if they take
 * nothing.
 */
public final class PathPattern {
    private static final ByteString ANY_DEPTH = ByteString.of("**");

    private final ByteString text;
    private final boolean negated;
    private final boolean absolute;
    /** The components between the {@code **}: one more than there are of these. */
    private final List<List<Glob>> runs;

    private PathPattern(ByteString text, boolean negated, boolean absolute, List<List<Glob>> runs) {
        this.text = text;
        this.negated = negated;
        this.absolute = absolute;
        this.runs = runs;
    }

    /**
     * Parses a pattern.
     *
     * @throws dev.holdfast.engine.model.EngineException.InvalidRequest if a bracket or an escape is not complete
     * @throws IllegalArgumentException if it is empty
     */
    public static PathPattern parse(ByteString pattern) {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("an empty pattern matches nothing and everything");
        }
        boolean negated = pattern.at(0) == '!';
        ByteString path = negated ? CodePoints.slice(pattern, 1, pattern.length()) : pattern;
        boolean absolute = PathNames.isAbsolute(path);
        List<List<Glob>> runs = new ArrayList<>();
        List<Glob> run = new ArrayList<>();
        List<ByteString> names = PathNames.clean(path);
        for (ByteString name : names.isEmpty() ? List.of(ANY_DEPTH) : names) {
            if (name.equals(ANY_DEPTH)) {
                runs.add(List.copyOf(run));
                run.clear();
            } else {
                run.add(Glob.parse(name, pattern));
            }
        }
        runs.add(List.copyOf(run));
        return new PathPattern(pattern, negated, absolute, simplest(runs, absolute));
    }

    /** Drops a {@code **} that changes nothing: a single one at the end, or at the beginning of a relative pattern. */
    private static List<List<Glob>> simplest(List<List<Glob>> runs, boolean absolute) {
        boolean open = !absolute && runs.getFirst().isEmpty();
        boolean last = runs.getLast().isEmpty();
        List<List<Glob>> named = runs.stream().filter(run -> !run.isEmpty()).toList();
        boolean allAtEnds = runs.size() == 1 + (open ? 1 : 0) + (last ? 1 : 0);
        return named.size() == 1 && allAtEnds ? named : List.copyOf(runs);
    }

    /** The pattern as written. */
    public ByteString text() {
        return text;
    }

    /** Whether it takes back. */
    public boolean isNegated() {
        return negated;
    }

    /** Whether the path, or a directory above it, matches. The {@code !} plays no part. */
    public boolean matches(List<ByteString> names) {
        if (absolute) {
            return matchesFrom(0, names);
        }
        for (int start = 0; start < names.size(); start++) {
            if (matchesFrom(start, names)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something beneath the directory may match; never a wrong "no". */
    public boolean childMayMatch(List<ByteString> names) {
        if (!absolute) {
            return true;
        }
        List<Glob> first = runs.getFirst();
        return matchesRun(first.subList(0, Math.min(first.size(), names.size())), names, 0);
    }

    /**
     * Takes each run at the first place where it fits: that leaves most for the others.
     *
     * <p>All but the last {@code **} may only take as many names as leave one for each later {@code **}.
     */
    private boolean matchesFrom(int start, List<ByteString> names) {
        int spare = (absolute ? 0 : 1) + names.size() - components();
        if (!matchesRun(runs.getFirst(), names, start)) {
            return false;
        }
        int position = start + runs.getFirst().size();
        for (int i = 1; i < runs.size(); i++) {
            spare++;
            List<Glob> run = runs.get(i);
            while (spare >= 0 && !matchesRun(run, names, position)) {
                position++;
                spare--;
            }
            if (spare < 0) {
                return false;
            }
            position += run.size();
        }
        return true;
    }

    private static boolean matchesRun(List<Glob> run, List<ByteString> names, int position) {
        if (position + run.size() > names.size()) {
            return false;
        }
        for (int i = run.size() - 1; i >= 0; i--) {
            if (!run.get(i).matches(names.get(position + i))) {
                return false;
            }
        }
        return true;
    }

    private int components() {
        int components = runs.size() - 1;
        for (List<Glob> run : runs) {
            components += run.size();
        }
        return components;
    }

    /** The same without {@code !}. */
    PathPattern withoutSign() {
        return new PathPattern(text, false, absolute, runs);
    }

    boolean isAbsolute() {
        return absolute;
    }

    /** Whether it has no {@code **}, so that a path matches for itself only where the last component meets its name. */
    boolean isPlain() {
        return runs.size() == 1;
    }

    /** The components up to the first {@code **}. */
    List<Glob> firstRun() {
        return runs.getFirst();
    }

    /**
     * The glob that a path's own name has to match if no directory above the path matches the pattern; empty if there
     * is no such glob.
     */
    Optional<Glob> lastComponent() {
        // with several ** a longer path can match for its length alone
        List<Glob> last = runs.getLast();
        return runs.size() > 2 || last.isEmpty() ? Optional.empty() : Optional.of(last.getLast());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
