package dev.holdfast.engine.json;

import static dev.holdfast.engine.json.JsonBytes.ascii;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.Timestamp;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot file's JSON. */
public final class SnapshotJson {
    private static final JsonKeys KEYS = JsonKeys.of(
            "time",
            "parent",
            "tree",
            "paths",
            "hostname",
            "username",
            "uid",
            "gid",
            "excludes",
            "tags",
            "original",
            "program_version",
            "summary");
    private static final String[] FIGURES = {
        "files_new",
        "files_changed",
        "files_unmodified",
        "dirs_new",
        "dirs_changed",
        "dirs_unmodified",
        "data_blobs",
        "tree_blobs",
        "data_added",
        "data_added_packed",
        "total_files_processed",
        "total_bytes_processed"
    };
    private static final JsonKeys SUMMARY_KEYS = summaryKeys();

    private SnapshotJson() {}

    /** The figures in their order, then the two times. */
    private static JsonKeys summaryKeys() {
        String[] keys = Arrays.copyOf(FIGURES, FIGURES.length + 2);
        keys[FIGURES.length] = "backup_start";
        keys[FIGURES.length + 1] = "backup_end";
        return JsonKeys.of(keys);
    }

    /** The JSON as restic writes it, without a newline. */
    public static byte[] encode(Snapshot snapshot) {
        JsonBytes out = new JsonBytes(1024);
        out.raw('{');
        key(out, "time");
        out.time(snapshot.time());
        id(out, "parent", snapshot.parent());
        id(out, "tree", snapshot.tree());
        texts(out, "paths", snapshot.paths());
        text(out, "hostname", snapshot.hostname());
        text(out, "username", snapshot.username());
        number(out, "uid", snapshot.uid());
        number(out, "gid", snapshot.gid());
        if (!snapshot.excludes().isEmpty()) {
            texts(out, "excludes", snapshot.excludes());
        }
        if (!snapshot.tags().isEmpty()) {
            texts(out, "tags", snapshot.tags());
        }
        id(out, "original", snapshot.original());
        text(out, "program_version", snapshot.programVersion());
        if (snapshot.summary() != null) {
            key(out, "summary");
            summary(out, snapshot.summary());
        }
        out.raw('}');
        return out.toBytes();
    }

    private static void key(JsonBytes out, String key) {
        if (out.length() > 1) {
            out.raw(',');
        }
        out.text(key);
        out.raw(':');
    }

    private static void id(JsonBytes out, String key, @Nullable ObjectId id) {
        if (id != null) {
            key(out, key);
            out.id(id);
        }
    }

    private static void text(JsonBytes out, String key, String text) {
        if (!text.isEmpty()) {
            key(out, key);
            out.text(text);
        }
    }

    private static void number(JsonBytes out, String key, long number) {
        if (number != 0) {
            key(out, key);
            out.number(number);
        }
    }

    private static void texts(JsonBytes out, String key, List<String> texts) {
        key(out, key);
        char separator = '[';
        for (String text : texts) {
            out.raw(separator);
            out.text(text);
            separator = ',';
        }
        out.raw(ascii(texts.isEmpty() ? "[]" : "]"));
    }

    private static void summary(JsonBytes out, SnapshotSummary summary) {
        long[] figures = {
            summary.filesNew(),
            summary.filesChanged(),
            summary.filesUnmodified(),
            summary.directoriesNew(),
            summary.directoriesChanged(),
            summary.directoriesUnmodified(),
            summary.dataBlobs(),
            summary.treeBlobs(),
            summary.dataAdded(),
            summary.dataAddedPacked(),
            summary.totalFilesProcessed(),
            summary.totalBytesProcessed()
        };
        out.raw(ascii("{\"backup_start\":"));
        out.time(summary.backupStart());
        key(out, "backup_end");
        out.time(summary.backupEnd());
        for (int i = 0; i < figures.length; i++) {
            key(out, FIGURES[i]);
            out.number(figures[i]);
        }
        out.raw('}');
    }

    /**
     * Reads a snapshot; keys it does not know are passed over.
     *
     * @param file what the bytes are, for messages
     * @throws EngineException.DamagedFile if it is no snapshot or has no tree
     */
    public static Snapshot decode(String file, byte[] bytes) {
        return new Fields().read(new JsonReader(file, bytes, 0, bytes.length));
    }

    /** A snapshot while it is being read. */
    private static final class Fields {
        private Timestamp time = Timestamp.ZERO;
        private @Nullable ObjectId parent;
        private @Nullable ObjectId tree;
        private List<String> paths = List.of();
        private String hostname = "";
        private String username = "";
        private long uid;
        private long gid;
        private List<String> excludes = List.of();
        private List<String> tags = List.of();
        private @Nullable ObjectId original;
        private String programVersion = "";
        private @Nullable SnapshotSummary summary;

        Snapshot read(JsonReader in) {
            int seen = 0;
            for (boolean more = in.openObject(); more; more = in.nextMember()) {
                int key = in.key(KEYS);
                seen = in.once(seen, key);
                if (!in.tryNull()) {
                    value(in, key);
                }
            }
            in.close();
            if (tree == null || tree.isNull()) {
                throw in.damaged("the snapshot has no tree");
            }
            return new Snapshot(
                    time,
                    parent,
                    tree,
                    paths,
                    hostname,
                    username,
                    uid,
                    gid,
                    excludes,
                    tags,
                    original,
                    programVersion,
                    summary);
        }

        /** Reads the value of the key with this place in {@link #KEYS}. */
        private void value(JsonReader in, int key) {
            switch (key) {
                case 0 -> time = in.time();
                case 1 -> parent = in.id();
                case 2 -> tree = in.id();
                case 3 -> paths = in.texts();
                case 4 -> hostname = in.text();
                case 5 -> username = in.text();
                case 6 -> uid = in.unsigned32();
                case 7 -> gid = in.unsigned32();
                case 8 -> excludes = in.texts();
                case 9 -> tags = in.texts();
                case 10 -> original = in.id();
                case 11 -> programVersion = in.text();
                case 12 -> summary = readSummary(in);
                default -> in.skip();
            }
        }
    }

    private static SnapshotSummary readSummary(JsonReader in) {
        Timestamp[] times = {Timestamp.ZERO, Timestamp.ZERO};
        long[] figures = new long[FIGURES.length];
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(SUMMARY_KEYS);
            seen = in.once(seen, key);
            if (in.tryNull()) {
                continue;
            }
            if (key == JsonKeys.UNKNOWN) {
                in.skip();
            } else if (key < FIGURES.length) {
                figures[key] = in.unsigned();
            } else {
                times[key - FIGURES.length] = in.time();
            }
        }
        return new SnapshotSummary(
                times[0],
                times[1],
                figures[0],
                figures[1],
                figures[2],
                figures[3],
                figures[4],
                figures[5],
                figures[6],
                figures[7],
                figures[8],
                figures[9],
                figures[10],
                figures[11]);
    }
}
