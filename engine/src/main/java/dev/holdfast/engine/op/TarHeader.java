package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A ustar header block; tells of each field whether its value fits, so that a pax record is written where it does not. */
final class TarHeader {
    static final int BLOCK = 512;

    static final Field NAME = new Field(0, 100);
    static final Field MODE = new Field(100, 8);
    static final Field UID = new Field(108, 8);
    static final Field GID = new Field(116, 8);
    static final Field SIZE = new Field(124, 12);
    static final Field MTIME = new Field(136, 12);
    static final Field LINK = new Field(157, 100);
    static final Field USER = new Field(265, 32);
    static final Field GROUP = new Field(297, 32);
    static final Field MAJOR = new Field(329, 8);
    static final Field MINOR = new Field(337, 8);

    private static final Field CHECKSUM = new Field(148, 8);
    private static final int TYPE = 156;
    private static final int MAGIC = 257;

    private final byte[] block = new byte[BLOCK];

    /** A field's place. */
    record Field(int offset, int length) {}

    TarHeader(char type) {
        block[TYPE] = (byte) type;
        byte[] magic = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(magic, 0, block, MAGIC, magic.length);
    }

    /** Writes as much of the text as fits; tells whether that is all, in ASCII, and so needs no record. */
    boolean text(Field field, ByteString text) {
        byte[] bytes = text.toBytes();
        System.arraycopy(bytes, 0, block, field.offset, Math.min(bytes.length, field.length));
        boolean ascii = true;
        for (byte b : bytes) {
            ascii &= b > 0;
        }
        return ascii && bytes.length <= field.length;
    }

    /** Writes the number in octal digits if it fits, else zero; tells whether it fits. */
    boolean number(Field field, long number) {
        int digits = field.length - 1;
        boolean fits = number >= 0 && number >>> 3 * digits == 0;
        long rest = fits ? number : 0;
        for (int i = digits - 1; i >= 0; i--) {
            block[field.offset + i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        return fits;
    }

    /** The block with its checksum. */
    byte[] toBytes() {
        Arrays.fill(block, CHECKSUM.offset, CHECKSUM.offset + CHECKSUM.length, (byte) ' ');
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        number(new Field(CHECKSUM.offset, CHECKSUM.length - 1), sum);
        block[CHECKSUM.offset + CHECKSUM.length - 2] = 0;
        return block;
    }
}
