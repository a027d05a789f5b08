package dev.holdfast.engine.json;

import static dev.holdfast.engine.json.JsonBytes.ascii;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.util.List;
import java.util.function.Consumer;

/** A tree blob: one directory's nodes as JSON, of which every byte counts, since the tree's id is its SHA-256. */
public final class TreeJson {
    private static final byte[] BEGIN = ascii("{\"nodes\":[");
    private static final byte[] END = ascii("]}\n");
    private static final byte[] NAME = ascii("{\"name\":");
    private static final byte[] TYPE = ascii(",\"type\":");
    private static final byte[] MODE = ascii(",\"mode\":");
    private static final byte[] MODIFIED = ascii(",\"mtime\":");
    private static final byte[] ACCESSED = ascii(",\"atime\":");
    private static final byte[] CHANGED = ascii(",\"ctime\":");
    private static final byte[] UID = ascii(",\"uid\":");
    private static final byte[] GID = ascii(",\"gid\":");
    private static final byte[] USER = ascii(",\"user\":");
    private static final byte[] GROUP = ascii(",\"group\":");
    private static final byte[] INODE = ascii(",\"inode\":");
    private static final byte[] DEVICE_ID = ascii(",\"device_id\":");
    private static final byte[] SIZE = ascii(",\"size\":");
    private static final byte[] LINKS = ascii(",\"links\":");
    private static final byte[] LINK_TARGET = ascii(",\"linktarget\":");
    private static final byte[] LINK_TARGET_RAW = ascii(",\"linktarget_raw\":");
    private static final byte[] EXTENDED_ATTRIBUTES = ascii(",\"extended_attributes\":[");
    private static final byte[] ATTRIBUTE_NAME = ascii("{\"name\":");
    private static final byte[] ATTRIBUTE_VALUE = ascii(",\"value\":");
    private static final byte[] GENERIC_ATTRIBUTES = ascii(",\"generic_attributes\":");
    private static final byte[] DEVICE = ascii(",\"device\":");
    private static final byte[] CONTENT = ascii(",\"content\":");
    private static final byte[] NULL = ascii("null");
    private static final byte[] SUBTREE = ascii(",\"subtree\":");
    private static final byte[] ERROR = ascii(",\"error\":");

    private TreeJson() {}

    /**
     * The tree of {@code nodes}.
     *
     * @throws IllegalArgumentException if their names are not safe or do not ascend
     */
    public static byte[] encode(Iterable<Node> nodes) {
        TreeWriter writer = new TreeWriter(1024);
        nodes.forEach(writer::add);
        return writer.finish().toBytes();
    }

    /** Writes what stands before the first node. */
    static void begin(JsonBytes out) {
        out.raw(BEGIN);
    }

    /** Writes what stands after the last node, the newline included. */
    static void end(JsonBytes out) {
        out.raw(END);
    }

    /** Writes {@code node} as a tree holds it, without the comma between nodes. */
    public static void appendNode(JsonBytes out, Node node) {
        Metadata metadata = node.metadata();
        out.raw(NAME);
        QuotedName.append(out, node.name());
        out.raw(TYPE);
        out.text(node.type().word());
        appendNumber(out, MODE, metadata.mode());
        appendTimes(out, metadata);
        out.raw(UID);
        out.number(metadata.uid());
        out.raw(GID);
        out.number(metadata.gid());
        appendText(out, USER, metadata.user());
        appendText(out, GROUP, metadata.group());
        appendNumber(out, INODE, metadata.inode());
        appendNumber(out, DEVICE_ID, metadata.deviceId());
        appendNumber(out, SIZE, node.size());
        appendNumber(out, LINKS, metadata.links());
        appendLinkTarget(out, node);
        appendAttributes(out, metadata);
        appendNumber(out, DEVICE, node.device());
        appendContent(out, node);
        if (node.subtree() != null) {
            out.raw(SUBTREE);
            out.id(node.subtree());
        }
        appendText(out, ERROR, node.error());
        out.raw('}');
    }

    private static void appendTimes(JsonBytes out, Metadata metadata) {
        Timestamp modified = metadata.modified();
        out.raw(MODIFIED);
        int start = out.length();
        out.time(modified);
        int end = out.length();
        appendTime(out, ACCESSED, metadata.accessed(), modified, start, end);
        appendTime(out, CHANGED, metadata.changed(), modified, start, end);
    }

    /** Most files' times are equal, so the text of the first is written again. */
    private static void appendTime(JsonBytes out, byte[] key, Timestamp time, Timestamp first, int start, int end) {
        out.raw(key);
        if (time.equals(first)) {
            out.repeat(start, end);
        } else {
            out.time(time);
        }
    }

    private static void appendText(JsonBytes out, byte[] key, String text) {
        if (!text.isEmpty()) {
            out.raw(key);
            out.text(text);
        }
    }

    private static void appendNumber(JsonBytes out, byte[] key, long number) {
        if (number != 0) {
            out.raw(key);
            out.number(number);
        }
    }

    private static void appendLinkTarget(JsonBytes out, Node node) {
        if (node.linkTarget().isEmpty()) {
            return;
        }
        out.raw(LINK_TARGET);
        if (out.tryPlain(node.linkTarget())) {
            return;
        }
        byte[] target = node.linkTarget().toBytes();
        out.escaped(target);
        if (Utf8.firstInvalid(target, 0, target.length) < target.length) {
            out.raw(LINK_TARGET_RAW);
            out.base64(node.linkTarget());
        }
    }

    private static void appendAttributes(JsonBytes out, Metadata metadata) {
        if (!metadata.extendedAttributes().isEmpty()) {
            out.raw(EXTENDED_ATTRIBUTES);
            int count = 0;
            for (ExtendedAttribute attribute : metadata.extendedAttributes()) {
                if (count++ > 0) {
                    out.raw(',');
                }
                out.raw(ATTRIBUTE_NAME);
                out.text(attribute.name());
                out.raw(ATTRIBUTE_VALUE);
                out.base64(attribute.value());
                out.raw('}');
            }
            out.raw(']');
        }
        if (!metadata.genericAttributes().isEmpty()) {
            out.raw(GENERIC_ATTRIBUTES);
            out.rawText(metadata.genericAttributes());
        }
    }

    /** {@code attribute} as a tree keeps it: each byte of its name that is not valid UTF-8 becomes U+FFFD. */
    public static ExtendedAttribute kept(ExtendedAttribute attribute) {
        byte[] name = attribute.name().toBytes();
        if (Utf8.firstInvalid(name, 0, name.length) == name.length) {
            return attribute;
        }
        return new ExtendedAttribute(Utf8.replaced(name), attribute.value());
    }

    private static void appendContent(JsonBytes out, Node node) {
        out.raw(CONTENT);
        List<ObjectId> content = node.content();
        if (node.type() != NodeType.FILE || content == null) {
            out.raw(NULL);
            return;
        }
        out.raw('[');
        for (int i = 0; i < content.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            out.id(content.get(i));
        }
        out.raw(']');
    }

    /**
     * Reads a tree as it stands, without judging the names: they may be unsafe, unsorted or there twice, see
     * {@link NodeNames}. Nodes read before a damaged place have been given to {@code each}.
     *
     * @param file what the bytes are, for messages
     * @throws EngineException.DamagedFile if it is no tree
     */
    public static void decode(String file, byte[] bytes, int offset, int length, Consumer<Node> each) {
        TreeNodes.of(file, bytes, offset, length, false).forEachRemaining(each);
    }

    /**
     * Reads a tree and refuses one whose names are unsafe, unsorted or there twice: for whoever makes paths of names.
     *
     * @param file what the bytes are, for messages
     * @throws EngineException.DamagedFile if it is no tree or a name is refused; nodes before it have been given to {@code each}
     */
    public static void decodeChecked(String file, byte[] bytes, int offset, int length, Consumer<Node> each) {
        TreeNodes.of(file, bytes, offset, length, true).forEachRemaining(each);
    }
}
