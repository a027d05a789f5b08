package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/** Which extended attributes a restore sets and removes: all, all but some, or only some. The others are left as they are. */
public final class AttributeSelection {
    /** Takes every attribute. */
    public static final AttributeSelection ALL = new AttributeSelection(PatternList.NONE, false);

    private static final ByteString ROOT = ByteString.of("/");

    private final PatternList patterns;
    private final boolean including;

    private AttributeSelection(PatternList patterns, boolean including) {
        this.patterns = patterns;
        this.including = including;
    }

    /**
     * What {@code --include-xattr} and {@code --exclude-xattr} choose, by patterns such as {@code user.*}.
     *
     * @throws InvalidRequest if a pattern is malformed or both kinds are given
     */
    public static AttributeSelection of(List<ByteString> includes, List<ByteString> excludes) {
        if (!includes.isEmpty() && !excludes.isEmpty()) {
            throw new InvalidRequest("exclude and include xattr patterns are mutually exclusive", "give only one kind");
        }
        boolean including = !includes.isEmpty();
        List<ByteString> patterns = new ArrayList<>(including ? includes : excludes);
        PatternList.of(patterns);
        patterns.removeIf(AttributeSelection::isAbsolute);
        return new AttributeSelection(PatternList.of(patterns), including);
    }

    /** As in restic, such a pattern meets no attribute: their names begin at no root. */
    private static boolean isAbsolute(ByteString pattern) {
        String text = pattern.toString();
        return text.startsWith("/") || text.startsWith("!/");
    }

    /** Whether the attribute of this name is taken. */
    public boolean takes(ByteString name) {
        return patterns.matches(PathNames.split(ROOT.concat(name))) == including;
    }
}
