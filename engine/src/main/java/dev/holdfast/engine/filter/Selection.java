package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.util.List;

/**
 * Which entries of a snapshot a command takes: all, all but some, or only some.
 *
 * <p>Asked while the snapshot's tree is walked from its root.
 */
public final class Selection {
    /** Takes everything. */
    public static final Selection ALL = new Selection(List.of(), true);

    /**
     * The patterns of a restore's flags; including and excluding can't be mixed.
     *
     * @param includes {@code --include} and the content of include files
     * @param insensitiveIncludes {@code --iinclude} and its files
     */
    public record Patterns(
            List<ByteString> includes,
            List<ByteString> insensitiveIncludes,
            List<ByteString> excludes,
            List<ByteString> insensitiveExcludes) {}

    /**
     * What is done with an entry.
     *
     * @param selected it is taken
     * @param childMayBeSelected it is a directory and has to be walked through
     */
    public record Choice(boolean selected, boolean childMayBeSelected) {}

    private final List<PatternList> lists;
    private final boolean excluding;

    private Selection(List<PatternList> lists, boolean excluding) {
        this.lists = lists;
        this.excluding = excluding;
    }

    /**
     * What a restore takes.
     *
     * @throws InvalidRequest if a pattern is malformed or both kinds are given
     */
    public static Selection of(Patterns patterns) {
        boolean including = !patterns.includes.isEmpty() || !patterns.insensitiveIncludes.isEmpty();
        if (!including) {
            return new Selection(lists(patterns.excludes, patterns.insensitiveExcludes), true);
        }
        if (!patterns.excludes.isEmpty() || !patterns.insensitiveExcludes.isEmpty()) {
            throw new InvalidRequest(
                    "exclude and include patterns are mutually exclusive",
                    "give only one kind; an include pattern that begins with ! takes back what earlier ones chose");
        }
        return new Selection(lists(patterns.includes, patterns.insensitiveIncludes), false);
    }

    /** What {@code find} reports: every path that one of the patterns matches; {@code !} in front of one is ignored. */
    public static Selection finding(List<ByteString> patterns, boolean ignoringCase) {
        if (patterns.stream().anyMatch(ByteString::isEmpty)) {
            return ALL;
        }
        return new Selection(List.of(PatternList.withoutSigns(patterns, ignoringCase)), false);
    }

    private static List<PatternList> lists(List<ByteString> patterns, List<ByteString> insensitivePatterns) {
        return List.of(PatternList.of(patterns), PatternList.ignoringCase(insensitivePatterns));
    }

    /** Whether everything is taken. */
    public boolean isAll() {
        return excluding && lists.stream().allMatch(PatternList::isEmpty);
    }

    /** Whether the patterns say what is left out, and not what is taken. */
    public boolean isExcluding() {
        return excluding;
    }

    /** The snapshot's root. */
    public Directory root() {
        return new Directory(lists.stream().map(PatternList::root).toList());
    }

    /** A directory on the way, to be asked about its entries. */
    public final class Directory {
        private final List<PatternList.Directory> within;

        private Directory(List<PatternList.Directory> within) {
            this.within = within;
        }

        /** What is done with the entry. */
        public Choice choose(ByteString name, boolean directory) {
            boolean matched = false;
            boolean childMayMatch = false;
            for (PatternList.Directory list : within) {
                PatternList.Match match = list.match(name);
                matched |= match.matched();
                childMayMatch |= match.childMayMatch();
            }
            return excluding
                    ? new Choice(!matched, !matched && directory)
                    : new Choice(matched, childMayMatch && directory);
        }

        /** The entry as a directory. */
        public Directory enter(ByteString name) {
            return new Directory(within.stream().map(list -> list.enter(name)).toList());
        }
    }
}
