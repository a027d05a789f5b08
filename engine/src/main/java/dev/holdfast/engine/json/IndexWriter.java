package dev.holdfast.engine.json;

import static dev.holdfast.engine.json.JsonBytes.ascii;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;

/** An index file's JSON in the making: a pack, its blobs, the next pack. Not for several threads. */
public final class IndexWriter implements IndexVisitor {
    private static final byte[] BEGIN = ascii("{\"packs\":[");
    private static final byte[] PACK = ascii("{\"id\":");
    private static final byte[] BLOBS = ascii(",\"blobs\":[");
    private static final byte[] PACK_END = ascii("]}");
    private static final byte[] END = ascii("]}\n");
    private static final byte[] DATA = ascii(",\"type\":\"data\",\"offset\":");
    private static final byte[] TREE = ascii(",\"type\":\"tree\",\"offset\":");
    private static final byte[] LENGTH = ascii(",\"length\":");
    private static final byte[] UNCOMPRESSED_LENGTH = ascii(",\"uncompressed_length\":");

    private final JsonBytes out;
    private int packs;
    private int blobs;
    private boolean firstOfPack;

    /** An index without packs and with room for {@code capacity} bytes; a blob takes about 160. */
    public IndexWriter(int capacity) {
        out = new JsonBytes(capacity);
        out.raw(BEGIN);
    }

    @Override
    public void pack(ObjectId pack) {
        if (packs++ > 0) {
            out.raw(PACK_END);
            out.raw(',');
        }
        out.raw(PACK);
        out.id(pack);
        out.raw(BLOBS);
        firstOfPack = true;
    }

    @Override
    public void blob(ObjectId id, BlobType type, long offset, long length, long uncompressedLength) {
        if (packs == 0) {
            throw new IllegalArgumentException("a blob lies in a pack");
        }
        if (!firstOfPack) {
            out.raw(',');
        }
        firstOfPack = false;
        blobs++;
        out.raw(PACK);
        out.id(id);
        out.raw(type == BlobType.DATA ? DATA : TREE);
        out.number(offset);
        out.raw(LENGTH);
        out.number(length);
        if (uncompressedLength != 0) {
            out.raw(UNCOMPRESSED_LENGTH);
            out.number(uncompressedLength);
        }
        out.raw('}');
    }

    /** Number of packs so far. */
    public int packs() {
        return packs;
    }

    /** Number of blobs so far. */
    public int blobs() {
        return blobs;
    }

    /** Ends the index and gives its bytes, the newline included; nothing may be added after. */
    public JsonBytes finish() {
        if (packs > 0) {
            out.raw(PACK_END);
        }
        out.raw(END);
        return out;
    }
}
