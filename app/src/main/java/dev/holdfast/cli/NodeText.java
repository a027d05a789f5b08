package dev.holdfast.cli;

import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;

/** An entry of a snapshot as commands print it. */
final class NodeText {
    /** The letters of Go's mode bits from the highest down; those for permissions follow. */
    private static final String KINDS = "dalTLDpSugct?";

    private static final String PERMISSIONS = "rwxrwxrwx";
    private static final int HIGHEST_BIT = 31;
    private static final long DISK_BLOCK = 512;

    private NodeText() {}

    /** Such as {@code drwxr-xr-x}, as Go writes it. */
    static String mode(long mode) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < KINDS.length(); i++) {
            if ((mode >>> (HIGHEST_BIT - i) & 1) != 0) {
                text.append(KINDS.charAt(i));
            }
        }
        if (text.isEmpty()) {
            text.append('-');
        }
        for (int i = 0; i < PERMISSIONS.length(); i++) {
            text.append((mode >>> (PERMISSIONS.length() - 1 - i) & 1) != 0 ? PERMISSIONS.charAt(i) : '-');
        }
        return text.toString();
    }

    /** What a long listing tells before the path. */
    static String details(Node node, boolean humanReadable, ZoneId zone) {
        Metadata metadata = node.metadata();
        return String.format(
                Locale.ROOT,
                "%s %5d %5d " + (humanReadable ? "%12s" : "%6s") + " %s ",
                mode(metadata.mode()),
                metadata.uid(),
                metadata.gid(),
                humanReadable ? Text.bytes(node.size()) : Long.toUnsignedString(node.size()),
                Text.TIME.format(metadata.modified().instant().atZone(zone)));
    }

    /** The path, and where a link leads. */
    static ByteString pathAndTarget(ByteString path, Node node) {
        return node.type() == NodeType.SYMLINK
                ? path.concat(ByteString.of(" -> ")).concat(node.linkTarget())
                : path;
    }

    /** The JSON of a line of {@code ls}. */
    static String listed(ByteString path, Node node) {
        Metadata metadata = node.metadata();
        JsonBytes out = new JsonBytes(512);
        raw(out, "{\"name\":").text(node.name());
        raw(out, ",\"type\":").text(node.type().word());
        raw(out, ",\"path\":").text(path);
        raw(out, ",\"uid\":").number(metadata.uid());
        raw(out, ",\"gid\":").number(metadata.gid());
        if (node.type() == NodeType.FILE) {
            raw(out, ",\"size\":").number(node.size());
        }
        raw(out, ",\"mode\":").number(metadata.mode());
        raw(out, ",\"permissions\":").text(mode(metadata.mode()));
        times(out, metadata);
        if (metadata.inode() != 0) {
            raw(out, ",\"inode\":").number(metadata.inode());
        }
        raw(out, ",\"message_type\":\"node\",\"struct_type\":\"node\"}");
        return out.toString();
    }

    /** The JSON of a match of {@code find}. */
    static String found(ByteString path, Node node) {
        Metadata metadata = node.metadata();
        JsonBytes out = new JsonBytes(512);
        raw(out, "{\"path\":").text(path);
        raw(out, ",\"permissions\":").text(mode(metadata.mode()));
        raw(out, ",\"type\":").text(node.type().word());
        numberIfAny(out, "mode", metadata.mode());
        times(out, metadata);
        raw(out, ",\"uid\":").number(metadata.uid());
        raw(out, ",\"gid\":").number(metadata.gid());
        textIfAny(out, "user", ByteString.of(metadata.user()));
        textIfAny(out, "group", ByteString.of(metadata.group()));
        numberIfAny(out, "inode", metadata.inode());
        numberIfAny(out, "device_id", metadata.deviceId());
        numberIfAny(out, "size", node.size());
        numberIfAny(out, "links", metadata.links());
        textIfAny(out, "linktarget", node.linkTarget());
        raw(out, "}");
        return out.toString();
    }

    /** The JSON of an entry for the program ncdu. */
    static String forNcdu(Node node) {
        Metadata metadata = node.metadata();
        JsonBytes out = new JsonBytes(256);
        raw(out, "{\"name\":").text(node.name());
        raw(out, ",\"asize\":").number(node.size());
        raw(out, ",\"dsize\":").number((node.size() + DISK_BLOCK - 1) / DISK_BLOCK * DISK_BLOCK);
        raw(out, ",\"dev\":").number(metadata.deviceId());
        raw(out, ",\"ino\":").number(metadata.inode());
        raw(out, ",\"nlink\":").number(metadata.links());
        boolean regular = node.type() == NodeType.FILE || node.type() == NodeType.DIRECTORY;
        raw(out, ",\"notreg\":" + !regular);
        raw(out, ",\"uid\":").number(metadata.uid());
        raw(out, ",\"gid\":").number(metadata.gid());
        raw(out, ",\"mode\":").number(FileMode.toPosixPermissions(metadata.mode()));
        // ncdu knows no time before 1970.
        raw(out, ",\"mtime\":" + Math.max(0, metadata.modified().seconds()) + "}");
        return out.toString();
    }

    private static void times(JsonBytes out, Metadata metadata) {
        raw(out, ",\"mtime\":").time(metadata.modified());
        raw(out, ",\"atime\":").time(metadata.accessed());
        raw(out, ",\"ctime\":").time(metadata.changed());
    }

    private static void numberIfAny(JsonBytes out, String key, long value) {
        if (value != 0) {
            raw(out, ",\"" + key + "\":").number(value);
        }
    }

    private static void textIfAny(JsonBytes out, String key, ByteString value) {
        if (!value.isEmpty()) {
            raw(out, ",\"" + key + "\":").text(value);
        }
    }

    private static JsonBytes raw(JsonBytes out, String text) {
        out.raw(text.getBytes(StandardCharsets.UTF_8));
        return out;
    }
}
