package dev.holdfast.engine.tree;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry lies: a chain of names from the snapshot's root.
 *
 * <p>Compared by content; entries of one directory share their parent, so that the comparison mostly ends at once.
 *
 * @param parent the directory's path, null for an entry at the root
 */
public record EntryPath(@Nullable EntryPath parent, ByteString name) {
    /** An entry at the snapshot's root. */
    public static EntryPath root(ByteString name) {
        return new EntryPath(null, name);
    }

    /** An entry within the directory that this path names. */
    public EntryPath child(ByteString childName) {
        return new EntryPath(this, childName);
    }

    /** All names from the root on. */
    public List<ByteString> names() {
        List<ByteString> names = new ArrayList<>();
        for (EntryPath at = this; at != null; at = at.parent) {
            names.add(at.name);
        }
        Collections.reverse(names);
        return names;
    }

    /** Number of names. */
    public int depth() {
        int depth = 0;
        for (EntryPath at = this; at != null; at = at.parent) {
            depth++;
        }
        return depth;
    }

    /** Absolute, with {@code /} between the names, as bytes. */
    public ByteString bytes() {
        List<ByteString> names = names();
        int length = 0;
        for (ByteString part : names) {
            length += part.length() + 1;
        }
        byte[] path = new byte[length];
        int at = 0;
        for (ByteString part : names) {
            path[at++] = '/';
            part.copyTo(path, at);
            at += part.length();
        }
        return ByteString.copyOf(path);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof EntryPath that)) {
            return false;
        }
        EntryPath mine = this;
        EntryPath theirs = that;
        while (mine != theirs) {
            if (mine == null || theirs == null || !mine.name.equals(theirs.name)) {
                return false;
            }
            mine = mine.parent;
            theirs = theirs.parent;
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, depth());
    }

    /** For people: names that are not UTF-8 show replacement characters. */
    @Override
    public String toString() {
        return bytes().toString();
    }
}
