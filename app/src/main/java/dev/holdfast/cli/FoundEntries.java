package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Find;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Prints what {@code find} finds by pattern, snapshot by snapshot. JSON begins with the first hit and is closed by {@link #end}
 * only: an error before leaves nothing, and one in between nothing that could be taken for all.
 */
final class FoundEntries {
    private final Surroundings surroundings;
    private final PrintStream out;
    private final RepositoryOptions options;
    private final PathLines lines;
    private final boolean details;
    private final boolean humanReadable;
    private @Nullable ObjectId snapshot;
    private boolean first = true;
    private long hits;

    FoundEntries(Surroundings surroundings, RepositoryOptions options, boolean details, boolean humanReadable) {
        this.surroundings = surroundings;
        this.out = surroundings.out();
        this.options = options;
        this.lines = new PathLines(surroundings);
        this.details = details;
        this.humanReadable = humanReadable;
    }

    void add(Find.Hit hit) {
        if (!hit.snapshot().id().equals(snapshot)) {
            endSnapshot();
            begin(hit.snapshot());
        }
        ByteString path = hit.path().bytes();
        if (options.json) {
            out.print((hits > 0 ? "," : "") + NodeText.found(path, hit.node()));
        } else if (details) {
            lines.print(
                    NodeText.details(hit.node(), humanReadable, surroundings.zone()),
                    NodeText.pathAndTarget(path, hit.node()));
        } else {
            lines.print("", path);
        }
        hits++;
    }

    private void begin(StoredSnapshot stored) {
        snapshot = stored.id();
        hits = 0;
        if (options.json) {
            out.print((first ? "[" : ",") + "{\"matches\":[");
        } else if (!options.quiet) {
            out.print(first ? "" : System.lineSeparator());
            out.println("Found matching entries in snapshot " + stored.id().shortName() + " from "
                    + SnapshotText.time(stored, surroundings.zone()));
        }
        first = false;
    }

    private void endSnapshot() {
        if (snapshot != null && options.json) {
            out.print("],\"hits\":" + hits + ",\"snapshot\":\"" + snapshot + "\"}");
        }
    }

    void end() {
        endSnapshot();
        if (options.json) {
            out.println(first ? "[]" : "]");
        }
    }
}
