package dev.holdfast.engine.json;

import static dev.holdfast.engine.json.JsonBytes.ascii;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import java.util.Set;
import java.util.TreeSet;

/** An index file's JSON in the making: a pack, its blobs, the next pack; then those that are marked. Not for several threads. */
public final class IndexWriter implements IndexVisitor {
    private static final byte[] BEGIN = ascii("{\"packs\":[");
    private static final byte[] PACK = ascii("{\"id\":");
    private static final byte[] BLOBS = ascii(",\"blobs\":[");
    private static final byte[] PACK_END = ascii("]}");
    private static final byte[] END = ascii("]}\n");
    private static final byte[] MARKED = ascii("],\"packs_to_delete\":[");
    private static final byte[] TIME = ascii(",\"time\":");
    private static final byte[] OURS = ascii(",\"holdfast\":{");
    private static final byte[] DELETE_AFTER = ascii("\"delete_after\":");
    private static final byte[] HELD_BY = ascii("\"held_by\":[");
    private static final byte[] DATA = ascii(",\"type\":\"data\",\"offset\":");
    private static final byte[] TREE = ascii(",\"type\":\"tree\",\"offset\":");
    private static final byte[] LENGTH = ascii(",\"length\":");
    private static final byte[] UNCOMPRESSED_LENGTH = ascii(",\"uncompressed_length\":");

    private final JsonBytes out;
    private int packs;
    private int marked;
    private int blobs;
    private boolean firstOfPack;

    /** An index without packs and with room for {@code capacity} bytes; a blob takes about 160. */
    public IndexWriter(int capacity) {
        out = new JsonBytes(capacity);
        out.raw(BEGIN);
    }

    @Override
    public void pack(ObjectId pack) {
        if (marked > 0) {
            throw new IllegalArgumentException("packs stand before those that are marked");
        }
        if (packs++ > 0) {
            out.raw(PACK_END);
            out.raw(',');
        }
        begin(pack);
        out.raw(BLOBS);
    }

    private void begin(ObjectId pack) {
        out.raw(PACK);
        out.id(pack);
        firstOfPack = true;
    }

    @Override
    public void marked(ObjectId pack, Mark mark) {
        if (packs > 0 || marked > 0) {
            out.raw(PACK_END);
        }
        if (marked++ == 0) {
            out.raw(MARKED);
        } else {
            out.raw(',');
        }
        begin(pack);
        out.raw(TIME);
        out.time(mark.time());
        if (mark.deleteAfter() != null) {
            out.raw(OURS);
            out.raw(DELETE_AFTER);
            out.time(mark.deleteAfter());
            if (mark.heldBy() != null) {
                holders(mark.heldBy());
            }
            out.raw('}');
        }
        out.raw(BLOBS);
    }

    private void holders(Set<String> holders) {
        out.raw(',');
        out.raw(HELD_BY);
        boolean isFirst = true;
        for (String holder : new TreeSet<>(holders)) {
            if (!isFirst) {
                out.raw(',');
            }
            isFirst = false;
            out.text(holder);
        }
        out.raw(']');
    }

    @Override
    public void blob(ObjectId id, BlobType type, long offset, long length, long uncompressedLength) {
        if (packs == 0 && marked == 0) {
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

    /** Number of packs so far, those that are marked among them. */
    public int packs() {
        return packs + marked;
    }

    /** Number of blobs so far. */
    public int blobs() {
        return blobs;
    }

    /** Ends the index and gives its bytes, the newline included; nothing may be added after. */
    public JsonBytes finish() {
        if (packs > 0 || marked > 0) {
            out.raw(PACK_END);
        }
        out.raw(END);
        return out;
    }
}
