package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a zip archive with Unix modes, links and sizes beyond 4 GiB.
 *
 * <p>Source: PKWARE's APPNOTE.TXT 6.3.10. The directory at the archive's end is held in memory: some hundred bytes an entry.
 */
final class ZipWriter implements Dump.Archive {
    private static final int UTF_8 = 1 << 11;
    private static final int DESCRIPTOR = 1 << 3;
    private static final int DEFLATED = 8;
    private static final int VERSION = 45;
    private static final int UNIX = 3 << 8;
    private static final int LONGEST_NAME = 0xffff;
    private static final long LIMIT = 0xffff_ffffL;

    private final OrderedOutput output;
    private final OutputStream out;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[64 << 10];
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private long position;
    private long entries;

    ZipWriter(OrderedOutput output, OutputStream out) {
        this.output = output;
        this.out = out;
    }

    @Override
    public void add(ByteString path, Node node, long size) throws IOException {
        boolean isDirectory = node.type() == NodeType.DIRECTORY;
        ByteString name = isDirectory ? path.concat(ByteString.of("/")) : path;
        if (name.length() > LONGEST_NAME) {
            throw new InvalidRequest(
                    "a path of " + name.length() + " bytes does not fit into a zip archive", "choose tar");
        }
        Item item = new Item(name, node, size);
        output.then(item::begin);
        if (node.type() == NodeType.SYMLINK) {
            byte[] target = node.linkTarget().toBytes();
            output.then(() -> item.write(target));
        }
        for (ObjectId blob : node.blobs()) {
            output.blob(blob, item::write);
        }
        output.then(item::end);
    }

    /** An entry while it is being written. */
    private final class Item {
        private final ByteString name;
        private final Node node;
        private final boolean isLarge;
        private final CRC32 crc = new CRC32();
        private long start;
        private long dataStart;
        private long plainSize;

        Item(ByteString name, Node node, long size) {
            this.name = name;
            this.node = node;
            // Deflating may add a little; the choice must be made before that is known.
            this.isLarge = size > LIMIT - (1 << 24);
        }

        void begin() throws IOException {
            start = position;
            LittleEndian header = new LittleEndian();
            header.int32(0x04034b50)
                    .int16(version())
                    .int16(flags())
                    .int16(DEFLATED)
                    .int32(dosTime());
            int unknown = isLarge ? (int) LIMIT : 0;
            header.int32(0).int32(unknown).int32(unknown).int16(name.length()).int16(isLarge ? 20 : 0);
            header.bytes(name.toBytes());
            if (isLarge) {
                header.int16(1).int16(16).int64(0).int64(0);
            }
            put(header);
            dataStart = position;
        }

        void write(byte[] bytes) throws IOException {
            crc.update(bytes);
            plainSize += bytes.length;
            deflater.setInput(bytes);
            while (!deflater.needsInput()) {
                deflated();
            }
        }

        private void deflated() throws IOException {
            int count = deflater.deflate(buffer);
            out.write(buffer, 0, count);
            position += count;
        }

        void end() throws IOException {
            deflater.finish();
            while (!deflater.finished()) {
                deflated();
            }
            deflater.reset();
            long storedSize = position - dataStart;
            LittleEndian descriptor = new LittleEndian();
            descriptor.int32(0x08074b50).int32((int) crc.getValue());
            if (isLarge) {
                descriptor.int64(storedSize).int64(plainSize);
            } else {
                descriptor.int32((int) storedSize).int32((int) plainSize);
            }
            put(descriptor);
            entries++;
            directory.writeBytes(directoryEntry(storedSize).toBytes());
        }

        private LittleEndian directoryEntry(long storedSize) {
            boolean isFar = isLarge || start >= LIMIT;
            LittleEndian entry = new LittleEndian();
            entry.int32(0x02014b50)
                    .int16(UNIX | VERSION)
                    .int16(version())
                    .int16(flags())
                    .int16(DEFLATED);
            entry.int32(dosTime()).int32((int) crc.getValue());
            entry.int32((int) (isFar ? LIMIT : storedSize)).int32((int) (isFar ? LIMIT : plainSize));
            entry.int16(name.length()).int16(isFar ? 28 : 0).int16(0).int16(0).int16(0);
            entry.int32(posixMode() << 16 | (node.type() == NodeType.DIRECTORY ? 0x10 : 0));
            entry.int32((int) (isFar ? LIMIT : start)).bytes(name.toBytes());
            return isFar
                    ? entry.int16(1)
                            .int16(24)
                            .int64(plainSize)
                            .int64(storedSize)
                            .int64(start)
                    : entry;
        }

        /** What a reader must know: nothing special, or sizes of 64 bits. */
        private int version() {
            return isLarge ? VERSION : 20;
        }

        private int flags() {
            boolean isText = ByteString.of(name.toString()).equals(name);
            return DESCRIPTOR | (isText ? UTF_8 : 0);
        }

        private int posixMode() {
            int type = switch (node.type()) {
                case FILE, IRREGULAR -> 0100000;
                case DIRECTORY -> 0040000;
                case SYMLINK -> 0120000;
                case BLOCK_DEVICE -> 0060000;
                case CHARACTER_DEVICE -> 0020000;
                case FIFO -> 0010000;
                case SOCKET -> 0140000;
            };
            return type | FileMode.toPosixPermissions(node.metadata().mode());
        }

        /** Two seconds' steps from 1980 to 2107. */
        private int dosTime() {
            Timestamp modified = node.metadata().modified();
            LocalDateTime time =
                    LocalDateTime.ofEpochSecond(modified.seconds() + modified.offsetSeconds(), 0, ZoneOffset.UTC);
            if (time.getYear() < 1980) {
                return 1 << 21 | 1 << 16;
            }
            int year = Math.min(time.getYear(), 2107) - 1980;
            return year << 25
                    | time.getMonthValue() << 21
                    | time.getDayOfMonth() << 16
                    | time.getHour() << 11
                    | time.getMinute() << 5
                    | time.getSecond() / 2;
        }
    }

    private void put(LittleEndian numbers) throws IOException {
        byte[] bytes = numbers.toBytes();
        out.write(bytes);
        position += bytes.length;
    }

    @Override
    public void end() throws IOException {
        output.then(() -> {
            deflater.end();
            writeDirectory();
        });
    }

    private void writeDirectory() throws IOException {
        long start = position;
        directory.writeTo(out);
        position += directory.size();
        LittleEndian end = new LittleEndian();
        long size = position - start;
        boolean isFar = entries > 0xfffe || position >= LIMIT;
        if (isFar) {
            end.int32(0x06064b50)
                    .int64(44)
                    .int16(UNIX | VERSION)
                    .int16(VERSION)
                    .int32(0)
                    .int32(0);
            end.int64(entries).int64(entries).int64(size).int64(start);
            end.int32(0x07064b50).int32(0).int64(position).int32(1);
        }
        int count = isFar ? 0xffff : (int) entries;
        end.int32(0x06054b50).int16(0).int16(0).int16(count).int16(count);
        end.int32((int) (isFar ? LIMIT : size))
                .int32((int) (isFar ? LIMIT : start))
                .int16(0);
        put(end);
    }

    /** Collects numbers in little-endian order. */
    private static final class LittleEndian {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        LittleEndian int16(int value) {
            bytes.write(value);
            bytes.write(value >>> 8);
            return this;
        }

        LittleEndian int32(int value) {
            return int16(value).int16(value >>> 16);
        }

        LittleEndian int64(long value) {
            return int32((int) value).int32((int) (value >>> 32));
        }

        LittleEndian bytes(byte[] value) {
            bytes.writeBytes(value);
            return this;
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }
}
