package dev.holdfast.engine.json;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An index file's JSON, read; {@link IndexWriter} writes it. */
public final class IndexJson {
    private static final JsonKeys KEYS = JsonKeys.of("packs");
    private static final JsonKeys PACK_KEYS = JsonKeys.of("id", "blobs");
    private static final JsonKeys BLOB_KEYS = JsonKeys.of("id", "type", "offset", "length", "uncompressed_length");
    private static final int REQUIRED = 0b1111;
    private static final JsonKeys TYPES = JsonKeys.of(BlobType.DATA.word(), BlobType.TREE.word());

    /** The list at a pack's end has room for no more: 37 bytes for each in 16 MiB. */
    private static final int MOST_BLOBS = (16 << 20) / 37;

    private final JsonReader in;
    private final IndexVisitor visitor;

    /** Blobs that stand before the id of their pack. */
    private final List<Blob> waiting = new ArrayList<>();

    private record Blob(ObjectId id, BlobType type, long offset, long length, long uncompressedLength) {
        void tell(IndexVisitor visitor) {
            visitor.blob(id, type, offset, length, uncompressedLength);
        }
    }

    private IndexJson(JsonReader in, IndexVisitor visitor) {
        this.in = in;
        this.visitor = visitor;
    }

    /**
     * Reads an index. Old indexes' {@code supersedes} and rustic's {@code packs_to_delete} are passed over, like every key
     * that is not known. What stands before a damaged place has been given to {@code visitor}.
     *
     * @param file what the bytes are, for messages
     * @throws EngineException.DamagedFile if it is no index
     */
    public static void decode(String file, byte[] bytes, int offset, int length, IndexVisitor visitor) {
        new IndexJson(new JsonReader(file, bytes, offset, length), visitor).read();
    }

    /** As the other {@code decode}, of a stream that the caller closes: never more than a window of it is in memory. */
    public static void decode(String file, InputStream stream, IndexVisitor visitor) {
        new IndexJson(new JsonReader(file, stream), visitor).read();
    }

    private void read() {
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(KEYS);
            seen = in.once(seen, key);
            if (key == JsonKeys.UNKNOWN) {
                in.skip();
            } else if (!in.tryNull()) {
                for (boolean another = in.openArray(); another; another = in.nextElement()) {
                    readPack();
                }
            }
        }
        in.close();
    }

    private void readPack() {
        boolean named = false;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(PACK_KEYS);
            seen = in.once(seen, key);
            switch (key) {
                case 0 -> {
                    visitor.pack(in.id());
                    named = true;
                    waiting.forEach(blob -> blob.tell(visitor));
                    waiting.clear();
                }
                case 1 -> readBlobs(named);
                default -> in.skip();
            }
        }
        if (!named) {
            throw in.damaged("a pack has no id");
        }
    }

    private void readBlobs(boolean named) {
        if (in.tryNull()) {
            return;
        }
        int count = 0;
        for (boolean more = in.openArray(); more; more = in.nextElement()) {
            if (++count > MOST_BLOBS) {
                throw in.damaged("a pack has more than " + MOST_BLOBS + " blobs");
            }
            readBlob(named);
        }
    }

    private void readBlob(boolean named) {
        @Nullable ObjectId id = null;
        BlobType type = BlobType.DATA;
        long offset = 0;
        long length = 0;
        long uncompressedLength = 0;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(BLOB_KEYS);
            seen = in.once(seen, key);
            switch (key) {
                case 0 -> id = in.id();
                case 1 -> type = type();
                case 2 -> offset = in.unsigned32();
                case 3 -> length = in.unsigned32();
                case 4 -> uncompressedLength = in.tryNull() ? 0 : in.unsigned32();
                default -> in.skip();
            }
        }
        if (id == null || (seen & REQUIRED) != REQUIRED) {
            throw in.damaged("a blob lacks its id, type, offset or length");
        }
        if (named) {
            visitor.blob(id, type, offset, length, uncompressedLength);
        } else {
            waiting.add(new Blob(id, type, offset, length, uncompressedLength));
        }
    }

    private BlobType type() {
        return switch (in.word(TYPES)) {
            case 0 -> BlobType.DATA;
            case 1 -> BlobType.TREE;
            default -> throw in.damaged("a blob is neither data nor tree");
        };
    }
}
