package dev.holdfast.engine.files;

import dev.holdfast.engine.json.QuotedName;
import dev.holdfast.engine.json.TreeJson;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells of extended attributes that won't come back as they are, since a tree holds their names in UTF-8 only. A file can
 * have one attribute of a name: of several that become one, a restore sets the last.
 */
final class LostNames {
    private LostNames() {}

    static void tell(String item, List<ExtendedAttribute> attributes, Sink sink) {
        Set<ByteString> later = new HashSet<>();
        for (ExtendedAttribute attribute : attributes.reversed()) {
            ByteString kept = TreeJson.kept(attribute).name();
            boolean isLast = later.add(kept);
            if (!isLast || !kept.equals(attribute.name())) {
                sink.problem(new Problem(item, reason(attribute.name(), kept, isLast)));
            }
        }
    }

    private static String reason(ByteString name, ByteString kept, boolean isLast) {
        return "its extended attribute " + QuotedName.readable(name)
                + (isLast
                        ? " will be restored as " + QuotedName.readable(kept)
                        : " will not be restored, as another becomes " + QuotedName.readable(kept) + " too")
                + ": the repository's format keeps such names in UTF-8 only; rename the attribute";
    }
}
