package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that are asked together, the last one that matches deciding: a plain one chooses the path, a negated one
 * takes it back.
 *
 * <p>A walk asks through {@link #root()} and {@link Directory#enter}; what a directory's path already decided is
 * then not asked again for its entries. Immutable, as are the directories.
 */
public final class PatternList {
    /** A list that matches nothing. */
    public static final PatternList NONE = new PatternList(List.of(), false);

    /**
     * What the patterns say about a path.
     *
     * @param matched the path is chosen
     * @param childMayMatch something beneath it may be chosen, if it is a directory
     */
    public record Match(boolean matched, boolean childMayMatch) {}

    private final PatternIndex positive;
    private final PatternIndex negated;
    private final boolean ignoringCase;
    private final boolean empty;

    private PatternList(List<PathPattern> patterns, boolean ignoringCase) {
        this.positive = new PatternIndex(patterns, false);
        this.negated = new PatternIndex(patterns, true);
        this.ignoringCase = ignoringCase;
        this.empty = patterns.isEmpty();
    }

    /**
     * The list of these patterns; empty ones do not count.
     *
     * @throws InvalidRequest naming all that are malformed
     */
    public static PatternList of(List<ByteString> patterns) {
        return new PatternList(parse(patterns), false);
    }

    /** As {@link #of}, but small and capital letters are the same in patterns and paths. */
    public static PatternList ignoringCase(List<ByteString> patterns) {
        return new PatternList(parse(lowered(patterns)), true);
    }

    /** A list in which every pattern chooses, whether {@code !} stands before it or not. */
    static PatternList withoutSigns(List<ByteString> patterns, boolean ignoringCase) {
        List<PathPattern> parsed = parse(ignoringCase ? lowered(patterns) : patterns);
        return new PatternList(parsed.stream().map(PathPattern::withoutSign).toList(), ignoringCase);
    }

    private static List<ByteString> lowered(List<ByteString> patterns) {
        return patterns.stream().map(CodePoints::toLowerCase).toList();
    }

    /** Matches these absolute paths and what is beneath them; their characters mean nothing but themselves. */
    static PatternList folders(List<ByteString> absolutePaths) {
        return of(absolutePaths.stream().map(PatternList::quoted).toList());
    }

    private static ByteString quoted(ByteString path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            if (path.at(i) != '/' && path.at(i) != '.') {
                out.write('\\');
            }
            out.write(path.at(i));
        }
        return ByteString.copyOf(out.toByteArray());
    }

    private static List<PathPattern> parse(List<ByteString> patterns) {
        List<PathPattern> parsed = new ArrayList<>();
        List<InvalidRequest> bad = new ArrayList<>();
        for (ByteString pattern : patterns) {
            try {
                if (!pattern.isEmpty()) {
                    parsed.add(PathPattern.parse(pattern));
                }
            } catch (InvalidRequest malformed) {
                bad.add(malformed);
            }
        }
        if (!bad.isEmpty()) {
            throw new InvalidRequest(
                    String.join(
                            "\n", bad.stream().map(InvalidRequest::getMessage).toList()),
                    bad.getFirst().fix());
        }
        return parsed;
    }

    /** Whether there are no patterns. */
    public boolean isEmpty() {
        return empty;
    }

    /** Whether the path is chosen. */
    public boolean matches(List<ByteString> names) {
        return match(names).matched();
    }

    /** What is said about a path. */
    public Match match(List<ByteString> names) {
        return at(names.subList(0, names.size() - 1)).match(names.getLast());
    }

    /** The beginning of a walk. The root itself is asked for as the empty name in here. */
    public Directory root() {
        return new Directory(null, -1, -1);
    }

    /** The directory with this path; no names are the root. */
    public Directory at(List<ByteString> names) {
        Directory directory = root();
        for (ByteString name : names) {
            directory = directory.enter(name);
        }
        return directory;
    }

    private ByteString folded(ByteString name) {
        return ignoringCase ? CodePoints.toLowerCase(name) : name;
    }

    /** A directory on the way, to be asked about its entries. */
    public final class Directory {
        private final @Nullable PatternPath path;
        /** Places in the list of the last patterns that match the directory, -1 if none does. */
        private final int lastPositive;

        private final int lastNegated;

        private Directory(@Nullable PatternPath path, int lastPositive, int lastNegated) {
            this.path = path;
            this.lastPositive = lastPositive;
            this.lastNegated = lastNegated;
        }

        /** Whether the entry is chosen. */
        public boolean matches(ByteString name) {
            if (empty) {
                return false;
            }
            PatternPath entry = PatternPath.of(path, folded(name));
            int place = positive.last(entry, lastPositive);
            return place >= 0 && place > negated.last(entry, lastNegated);
        }

        /** What is said about the entry. */
        public Match match(ByteString name) {
            PatternPath entry = PatternPath.of(path, folded(name));
            int takenBack = negated.last(entry, lastNegated);
            boolean matched = positive.last(entry, lastPositive) > takenBack;
            return new Match(matched, positive.mayMatchBeneath(entry, takenBack));
        }

        /** The entry as a directory. */
        public Directory enter(ByteString name) {
            if (empty) {
                return this;
            }
            PatternPath entry = PatternPath.of(path, folded(name));
            return new Directory(entry, positive.last(entry, lastPositive), negated.last(entry, lastNegated));
        }
    }
}
