package dev.holdfast.engine.json;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An index file's JSON, read; {@link IndexWriter} writes it. */
public final class IndexJson {
    private static final JsonKeys KEYS = JsonKeys.of("packs", "packs_to_delete");
    private static final JsonKeys PACK_KEYS = JsonKeys.of("id", "blobs");
    private static final JsonKeys MARKED_KEYS = JsonKeys.of("id", "blobs", "time", "holdfast");
    private static final JsonKeys MARK_KEYS = JsonKeys.of("delete_after", "held_by");
    private static final JsonKeys BLOB_KEYS = JsonKeys.of("id", "type", "offset", "length", "uncompressed_length");
    private static final int REQUIRED = 0b1111;
    private static final JsonKeys TYPES = JsonKeys.of(BlobType.DATA.word(), BlobType.TREE.word());

    /** The list at a pack's end has room for no more: 37 bytes for each in 16 MiB. */
    private static final int MOST_BLOBS = (16 << 20) / 37;

    /** More processes never work on one repository. */
    private static final int MOST_HOLDERS = 10_000;

    private final JsonReader in;
    private final IndexVisitor visitor;

    /** Blobs that stand before what else is told of their pack. */
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
     * Reads an index. {@code packs_to_delete}, which rustic has too, are packs that are marked. Old indexes' {@code supersedes} is
     * passed over, like every key that is not known. What stands before a damaged place has been given to {@code visitor}.
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
                    if (key == 0) {
                        readPack();
                    } else {
                        readMarked();
                    }
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

    private void readMarked() {
        @Nullable ObjectId id = null;
        Mark mark = new Mark(Timestamp.ZERO, null, null);
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(MARKED_KEYS);
            seen = in.once(seen, key);
            switch (key) {
                case 0 -> id = in.id();
                case 1 -> readBlobs(false);
                case 2 -> mark = new Mark(foreignTime(), mark.deleteAfter(), mark.heldBy());
                case 3 -> mark = readMark(mark.time());
                default -> in.skip();
            }
        }
        if (id == null) {
            throw in.damaged("a pack has no id");
        }
        visitor.marked(id, mark);
        waiting.forEach(blob -> blob.tell(visitor));
        waiting.clear();
    }

    /** Other programs write times in more than one form, and nothing depends on theirs. */
    private Timestamp foreignTime() {
        if (in.tryNull()) {
            return Timestamp.ZERO;
        }
        byte[] text = in.text().getBytes(StandardCharsets.UTF_8);
        Timestamp time = GoTime.parse(text, 0, text.length);
        return time == null ? Timestamp.ZERO : time;
    }

    private Mark readMark(Timestamp time) {
        @Nullable Timestamp deleteAfter = null;
        @Nullable Set<String> heldBy = null;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(MARK_KEYS);
            seen = in.once(seen, key);
            switch (key) {
                case 0 -> deleteAfter = in.time();
                case 1 -> heldBy = holders();
                default -> in.skip();
            }
        }
        return new Mark(time, deleteAfter, heldBy);
    }

    private Set<String> holders() {
        Set<String> holders = new TreeSet<>();
        for (boolean more = in.openArray(); more; more = in.nextElement()) {
            if (holders.size() == MOST_HOLDERS) {
                throw in.damaged("a pack is held by more than " + MOST_HOLDERS);
            }
            holders.add(in.text());
        }
        return Set.copyOf(holders);
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
