package dev.holdfast.engine.files;

import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.NodeType;

/**
 * What plain Java tells about an entry, about a link itself.
 *
 * @param size bytes as the file system tells them, also of a link
 * @param deviceNode number of the device that a device node stands for
 */
public record PlainStatus(NodeType type, long size, long deviceNode, Metadata metadata) {
    /** Whether it is a folder, and no link or junction to one. */
    public boolean isDirectory() {
        return type == NodeType.DIRECTORY;
    }
}
