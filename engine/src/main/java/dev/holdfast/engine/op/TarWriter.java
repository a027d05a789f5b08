package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tar archive in the pax format: names of any bytes and length, nanoseconds, extended attributes, devices, hard links.
 *
 * <p>Source: POSIX.1-2024, "pax Interchange Format". Attributes stand in {@code SCHILY.xattr} records, as GNU tar and bsdtar
 * read them. Names that are not UTF-8 are told as binary. Sockets are left out, as every tar does.
 */
final class TarWriter implements Dump.Archive {
    private final OrderedOutput output;
    private final OutputStream out;
    private final Map<FileIdentity, First> firsts = new HashMap<>();

    /** The first name of a file that has several, and how many more may come; of fifos any number. */
    private record First(ByteString path, long left) {}

    TarWriter(OrderedOutput output, OutputStream out) {
        this.output = output;
        this.out = out;
    }

    @Override
    public void add(ByteString path, Node node, long size) throws IOException {
        if (node.type() == NodeType.SOCKET || node.type() == NodeType.IRREGULAR) {
            return;
        }
        boolean isDirectory = node.type() == NodeType.DIRECTORY;
        ByteString name = isDirectory ? path.concat(ByteString.of("/")) : path;
        ByteString first = isDirectory ? null : firstName(path, node);
        if (first != null) {
            header(name, node, '1', first, 0);
            return;
        }
        header(name, node, typeFlag(node.type()), node.linkTarget(), size);
        for (ObjectId blob : node.blobs()) {
            output.blob(blob, out::write);
        }
        int rest = (int) (size % TarHeader.BLOCK);
        if (rest > 0) {
            output.write(new byte[TarHeader.BLOCK - rest], out);
        }
    }

    /** The name under which the same file was written before, if it was. */
    private @Nullable ByteString firstName(ByteString path, Node node) {
        FileIdentity identity = FileIdentity.of(node).orElse(null);
        if (identity == null) {
            return null;
        }
        First first = firsts.remove(identity);
        long left = (first == null ? node.metadata().links() : first.left()) - 1;
        if (left != 0) {
            firsts.put(identity, new First(first == null ? path : first.path(), left));
        }
        return first == null ? null : first.path();
    }

    private static char typeFlag(NodeType type) {
        return switch (type) {
            case FILE -> '0';
            case SYMLINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
            case SOCKET, IRREGULAR -> throw new IllegalArgumentException("tar has no " + type.word());
        };
    }

    private void header(ByteString name, Node node, char type, ByteString link, long size) throws IOException {
        Metadata metadata = node.metadata();
        PaxRecords records = new PaxRecords();
        TarHeader header = new TarHeader(type);
        records.name("path", name, header.text(TarHeader.NAME, name));
        records.name("linkpath", link, header.text(TarHeader.LINK, link));
        header.number(TarHeader.MODE, FileMode.toPosixPermissions(metadata.mode()));
        records.number("uid", metadata.uid(), header.number(TarHeader.UID, metadata.uid()));
        records.number("gid", metadata.gid(), header.number(TarHeader.GID, metadata.gid()));
        records.number("size", size, header.number(TarHeader.SIZE, size));
        Timestamp modified = metadata.modified();
        records.time("mtime", modified, header.number(TarHeader.MTIME, modified.seconds()));
        ByteString user = ByteString.of(metadata.user());
        ByteString group = ByteString.of(metadata.group());
        records.name("uname", user, header.text(TarHeader.USER, user));
        records.name("gname", group, header.text(TarHeader.GROUP, group));
        device(node, header);
        for (ExtendedAttribute attribute : metadata.extendedAttributes()) {
            records.attribute(attribute);
        }
        if (!records.isEmpty()) {
            extended(records.toBytes());
        }
        output.write(header.toBytes(), out);
    }

    /** Linux spreads major and minor numbers over the bits of a device's number; see makedev(3). */
    private static void device(Node node, TarHeader header) {
        long device = node.device();
        header.number(TarHeader.MAJOR, device >>> 8 & 0xfff | device >>> 32 & ~0xfffL & 0xffff_ffffL);
        header.number(TarHeader.MINOR, device & 0xff | device >>> 12 & ~0xffL & 0xffff_ffffL);
    }

    private void extended(byte[] records) throws IOException {
        TarHeader header = new TarHeader('x');
        header.text(TarHeader.NAME, ByteString.of("PaxHeader"));
        header.number(TarHeader.MODE, 0644);
        header.number(TarHeader.SIZE, records.length);
        output.write(header.toBytes(), out);
        int blocks = (records.length + TarHeader.BLOCK - 1) / TarHeader.BLOCK;
        output.write(Arrays.copyOf(records, blocks * TarHeader.BLOCK), out);
    }

    @Override
    public void end() throws IOException {
        output.write(new byte[2 * TarHeader.BLOCK], out);
    }
}
