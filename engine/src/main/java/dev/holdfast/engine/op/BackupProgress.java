package dev.holdfast.engine.op;

import dev.holdfast.engine.tree.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Where a running backup is; written by its threads, read by whoever shows it. */
public class BackupProgress {
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder problems = new LongAdder();
    private final LongAdder parentProblems = new LongAdder();

    /** Guarded by itself. */
    private final LinkedHashSet<String> current = new LinkedHashSet<>();

    /** An entry of the snapshot and what became of it. */
    public record Item(String path, Action action, boolean isDirectory, long size, long added, long addedStored) {}

    /** How an entry compares with the parent snapshot. */
    public enum Action {
        NEW,
        UNCHANGED,
        MODIFIED
    }

    /** Files done so far. */
    public long files() {
        return files.sum();
    }

    /** Bytes read or found unchanged so far. */
    public long bytes() {
        return bytes.sum();
    }

    /** Items that could not be read or kept so far, and trees of the parent snapshot that could not be read. */
    public long problems() {
        return problems.sum();
    }

    /** Those of the problems for which nothing is missing: what the parent snapshot did not tell was read from the source. */
    public long parentProblems() {
        return parentProblems.sum();
    }

    /** The files that are being read, in the order in which they were begun. */
    public List<String> currentFiles() {
        synchronized (current) {
            return List.copyOf(current);
        }
    }

    /** The file that was begun last of those that are being read, empty if none is. */
    public String current() {
        synchronized (current) {
            return current.isEmpty() ? "" : current.getLast();
        }
    }

    /** Whether {@link #currentFiles} are shown to anyone; paths are put together only then. */
    protected boolean wantsCurrent() {
        return false;
    }

    /** @param path empty to tell none */
    void begin(String path) {
        if (!path.isEmpty()) {
            synchronized (current) {
                current.add(path);
            }
        }
    }

    void end(String path) {
        if (!path.isEmpty()) {
            synchronized (current) {
                current.remove(path);
            }
        }
    }

    void parentProblem(Problem problem) {
        parentProblems.increment();
        problem(problem);
    }

    void addBytes(long count) {
        bytes.add(count);
    }

    void fileDone() {
        files.increment();
    }

    /** Called for each problem, by any thread. */
    protected void problem(Problem problem) {
        count();
    }

    /** Counts a problem; for subclasses that tell problems in their own way. */
    protected final void count() {
        problems.increment();
    }

    /** Called for each finished entry, by any thread, if {@link #wantsItems}. */
    protected void item(Item item) {}

    /** Whether {@link #item} does anything; paths are put together only then. */
    protected boolean wantsItems() {
        return false;
    }
}
