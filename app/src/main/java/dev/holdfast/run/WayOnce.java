package dev.holdfast.run;

import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes entries on, the folders on the way to several trees only once, and counts what belongs to each source. */
final class WayOnce implements Sink {
    private final Sink sink;
    private final Set<EntryPath> given = new HashSet<>();
    private int wayLength;
    private boolean onTheWay;
    private @Nullable SourceCount count;

    WayOnce(Sink sink) {
        this.sink = sink;
    }

    /** The next entries are of a tree at a path of so many names. */
    void begin(int names, SourceCount ofSource) {
        wayLength = names;
        onTheWay = true;
        count = ofSource;
    }

    @Override
    public void accept(Entry entry) {
        onTheWay = onTheWay && entry.path().depth() < wayLength;
        if (onTheWay && !given.add(entry.path())) {
            return;
        }
        if (!onTheWay && count != null && entry instanceof Entry.File file) {
            sink.accept(count.counted(file));
            return;
        }
        sink.accept(entry);
    }

    @Override
    public void problem(Problem problem) {
        sink.problem(problem);
    }

    @Override
    public void ensureWanted() {
        sink.ensureWanted();
    }
}
