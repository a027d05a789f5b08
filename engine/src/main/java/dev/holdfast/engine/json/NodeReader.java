package dev.holdfast.engine.json;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the nodes of one tree. A missing key is the same as 0, empty or {@code null}, as in restic. */
final class NodeReader {
    private static final JsonKeys KEYS = JsonKeys.of(
            "name",
            "type",
            "mode",
            "mtime",
            "atime",
            "ctime",
            "uid",
            "gid",
            "user",
            "group",
            "inode",
            "device_id",
            "size",
            "links",
            "linktarget",
            "linktarget_raw",
            "extended_attributes",
            "generic_attributes",
            "device",
            "content",
            "subtree",
            "error");
    private static final JsonKeys ATTRIBUTE_KEYS = JsonKeys.of("name", "value");
    private static final NodeType[] TYPES = NodeType.values();
    private static final JsonKeys TYPE_WORDS =
            JsonKeys.of(Arrays.stream(TYPES).map(NodeType::word).toArray(String[]::new));

    private final JsonReader in;
    private ObjectId[] ids = new ObjectId[8];

    private ByteString name = ByteString.EMPTY;
    private NodeType type = NodeType.IRREGULAR;
    private long mode;
    private Timestamp modified = Timestamp.ZERO;
    private Timestamp accessed = Timestamp.ZERO;
    private Timestamp changed = Timestamp.ZERO;
    private long uid;
    private long gid;
    private String user = "";
    private String group = "";
    private String lastUser = "";
    private String lastGroup = "";
    private long inode;
    private long deviceId;
    private long size;
    private long links;
    private ByteString linkTarget = ByteString.EMPTY;
    private @Nullable ByteString rawLinkTarget;
    private List<ExtendedAttribute> extendedAttributes = List.of();
    private String genericAttributes = "";
    private long device;
    private @Nullable List<ObjectId> content;
    private @Nullable ObjectId subtree;
    private String error = "";

    NodeReader(JsonReader in) {
        this.in = in;
    }

    Node read() {
        reset();
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(KEYS);
            seen = in.once(seen, key);
            if (!in.tryNull()) {
                value(key);
            }
        }
        List<ObjectId> blobs = type == NodeType.FILE ? content : List.of();
        Metadata metadata = new Metadata(
                mode,
                modified,
                accessed,
                changed,
                uid,
                gid,
                user,
                group,
                inode,
                deviceId,
                links,
                extendedAttributes,
                genericAttributes);
        ByteString target = rawLinkTarget == null ? linkTarget : rawLinkTarget;
        return new Node(name, type, metadata, size, target, device, blobs, subtree, error);
    }

    private void reset() {
        name = ByteString.EMPTY;
        // A word that this program does not know becomes this too: check names such a node and restore leaves it out.
        type = NodeType.IRREGULAR;
        mode = 0;
        modified = Timestamp.ZERO;
        accessed = Timestamp.ZERO;
        changed = Timestamp.ZERO;
        uid = 0;
        gid = 0;
        user = "";
        group = "";
        inode = 0;
        deviceId = 0;
        size = 0;
        links = 0;
        linkTarget = ByteString.EMPTY;
        rawLinkTarget = null;
        extendedAttributes = List.of();
        genericAttributes = "";
        device = 0;
        content = null;
        subtree = null;
        error = "";
    }

    /** Reads the value of the key with this place in {@link #KEYS}. */
    private void value(int key) {
        switch (key) {
            case 0 -> name = in.name();
            case 1 -> type = type();
            case 2 -> mode = in.unsigned32();
            case 3 -> modified = in.time();
            case 4 -> accessed = in.time();
            case 5 -> changed = in.time();
            case 6 -> uid = in.unsigned32();
            case 7 -> gid = in.unsigned32();
            case 8 -> user = lastUser = in.text(lastUser);
            case 9 -> group = lastGroup = in.text(lastGroup);
            case 10 -> inode = in.unsigned();
            case 11 -> deviceId = in.unsigned();
            case 12 -> size = in.unsigned();
            case 13 -> links = in.unsigned();
            case 14 -> linkTarget = in.bytes();
            case 15 -> rawLinkTarget = in.base64();
            case 16 -> extendedAttributes = attributes();
            case 17 -> genericAttributes = genericAttributes();
            case 18 -> device = in.unsigned();
            case 19 -> content = ids();
            case 20 -> subtree = in.id();
            case 21 -> error = in.text();
            default -> in.skip();
        }
    }

    private NodeType type() {
        int word = in.word(TYPE_WORDS);
        return word == JsonKeys.UNKNOWN ? NodeType.IRREGULAR : TYPES[word];
    }

    private String genericAttributes() {
        String object = in.object();
        return object.equals("{}") ? "" : object;
    }

    private List<ObjectId> ids() {
        int count = 0;
        for (boolean more = in.openArray(); more; more = in.nextElement()) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
            }
            ids[count++] = in.id();
        }
        return switch (count) {
            case 0 -> List.of();
            case 1 -> List.of(ids[0]);
            default -> List.of(Arrays.copyOf(ids, count));
        };
    }

    private List<ExtendedAttribute> attributes() {
        List<ExtendedAttribute> attributes = new ArrayList<>();
        for (boolean more = in.openArray(); more; more = in.nextElement()) {
            attributes.add(attribute());
        }
        return List.copyOf(attributes);
    }

    private ExtendedAttribute attribute() {
        ByteString attributeName = ByteString.EMPTY;
        ByteString value = ByteString.EMPTY;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(ATTRIBUTE_KEYS);
            seen = in.once(seen, key);
            if (!in.tryNull()) {
                switch (key) {
                    case 0 -> attributeName = in.bytes();
                    case 1 -> value = in.base64();
                    default -> in.skip();
                }
            }
        }
        return new ExtendedAttribute(attributeName, value);
    }
}
