package dev.holdfast.cli;

import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.Find;
import dev.holdfast.engine.repo.BlobPlace;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints what {@code find} finds by the id of a blob, tree or pack; JSON as {@link FoundEntries} does. */
final class FoundObjects {
    private static final ByteString ROOT = ByteString.of("/");

    private final Surroundings surroundings;
    private final PrintStream out;
    private final PathLines lines;
    private final boolean json;
    private final Set<Blob> blobs = new LinkedHashSet<>();

    private record Blob(BlobType type, ObjectId id) {}

    FoundObjects(Surroundings surroundings, RepositoryOptions options) {
        this.surroundings = surroundings;
        this.out = surroundings.out();
        this.lines = new PathLines(surroundings);
        this.json = options.json;
    }

    void add(Find.ObjectHit hit) {
        if (json) {
            out.print((blobs.isEmpty() ? "[" : ",") + json(hit));
        } else {
            print(hit);
        }
        blobs.add(new Blob(hit.type(), hit.id()));
    }

    private static ByteString path(Find.ObjectHit hit) {
        return hit.path() == null ? ROOT : hit.path().bytes();
    }

    private void print(Find.ObjectHit hit) {
        boolean tree = hit.type() == BlobType.TREE;
        out.println("Found " + word(hit.type()) + " " + hit.id());
        lines.print(tree ? " ... path " : " ... in file ", path(hit));
        if (hit.parentTree() != null) {
            out.println("     (tree " + hit.parentTree() + ")");
        }
        out.println(" ... in snapshot " + hit.snapshot().id().shortName() + " ("
                + SnapshotText.time(hit.snapshot(), surroundings.zone()) + ")");
    }

    private static String json(Find.ObjectHit hit) {
        JsonLine line = new JsonLine()
                .text("object_type", word(hit.type()))
                .text("id", hit.id().toString());
        JsonBytes path = new JsonBytes(256);
        path.text(path(hit));
        line.raw("path", path.toString());
        if (hit.parentTree() != null) {
            line.text("parent_tree", hit.parentTree().toString());
        }
        JsonBytes time = new JsonBytes(64);
        time.time(hit.snapshot().snapshot().time());
        return line.text("snapshot", hit.snapshot().id().toString())
                .raw("time", time.toString())
                .toString();
    }

    private static String word(BlobType type) {
        return type == BlobType.TREE ? "tree" : "blob";
    }

    /** @param withPacks to tell the packs from, null not to tell them */
    void end(@Nullable Repository withPacks) {
        if (json) {
            out.println(blobs.isEmpty() ? "[]" : "]");
        }
        if (withPacks != null) {
            for (Blob blob : blobs) {
                withPacks.places(blob.type(), blob.id()).forEach(this::printPack);
            }
        }
    }

    private void printPack(BlobPlace place) {
        out.println("Object belongs to pack " + place.pack());
        out.println(" ... Pack " + place.pack().shortName() + ": <Blob ("
                + place.type().word() + ") "
                + place.id().shortName() + ", offset " + place.offset() + ", length " + place.length()
                + ", uncompressed length " + place.plainLength() + ">");
    }
}
