package dev.holdfast.engine.tree;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.NodeType;

/** One thing that a source gives and a sink takes. */
public sealed interface Entry {
    EntryPath path();

    Metadata metadata();

    /** A directory; what lies in it follows. */
    record Directory(EntryPath path, Metadata metadata) implements Entry {}

    /**
     * A regular file or any other stream of bytes.
     *
     * @param size bytes as far as known beforehand, 0 if unknown
     */
    record File(EntryPath path, Metadata metadata, long size, Content content) implements Entry {}

    /** A symbolic link. */
    record Link(EntryPath path, Metadata metadata, ByteString target) implements Entry {}

    /**
     * A fifo or device.
     *
     * @param device the number of the device that it stands for, 0 for a fifo
     */
    record Special(EntryPath path, NodeType type, Metadata metadata, long device) implements Entry {}
}
