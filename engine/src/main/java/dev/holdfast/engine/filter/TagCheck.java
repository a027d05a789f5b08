package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;

/**
 * Tells whether a directory carries a tag file; the caller does the reading.
 *
 * <p>Asked at most once for each rule when a walk enters a directory.
 */
@FunctionalInterface
public interface TagCheck {
    /** A directory without any tag file. */
    TagCheck NONE = (name, header) -> false;

    /**
     * Whether the directory has an entry {@code name} of any type (a link is not followed) and, unless {@code
     * header} is empty, reading it (here links are followed) gives {@code header} first. What can't be read does
     * not.
     */
    boolean isTagged(ByteString name, ByteString header);
}
