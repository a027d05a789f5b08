package dev.holdfast.engine.op;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.tree.Problem;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where a running restore is; written by its threads, read by whoever shows it. Entries are files, folders, links and special
 * files; bytes are those of files.
 */
public class RestoreProgress {
    private final LongAdder entries = new LongAdder();
    private final LongAdder entriesDone = new LongAdder();
    private final LongAdder entriesSkipped = new LongAdder();
    private final LongAdder entriesDeleted = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder bytesDone = new LongAdder();
    private final LongAdder bytesSkipped = new LongAdder();
    private final LongAdder filesVerified = new LongAdder();
    private final LongAdder problems = new LongAdder();
    private final LongAdder repositoryProblems = new LongAdder();
    private volatile String current = "";

    /**
     * An entry and what became of it.
     *
     * @param path below the target, as in the snapshot
     */
    public record Item(String path, Action action, NodeType type, long size) {}

    /** What became of an entry. */
    public enum Action {
        RESTORED,
        /** A file of which only the parts that differed were written. */
        UPDATED,
        UNCHANGED,
        DELETED
    }

    /** Entries to restore that are known so far, without those to be skipped. */
    public long entries() {
        return entries.sum();
    }

    /** Entries restored so far. */
    public long entriesDone() {
        return entriesDone.sum();
    }

    /** Entries found equal or left alone so far. */
    public long entriesSkipped() {
        return entriesSkipped.sum();
    }

    /** Entries deleted so far. */
    public long entriesDeleted() {
        return entriesDeleted.sum();
    }

    /** Bytes to restore that are known so far. */
    public long bytes() {
        return bytes.sum();
    }

    /** Bytes restored so far; those of equal parts of files count. */
    public long bytesDone() {
        return bytesDone.sum();
    }

    /** Bytes of the files that were skipped. */
    public long bytesSkipped() {
        return bytesSkipped.sum();
    }

    /** Files read back and found right so far. */
    public long filesVerified() {
        return filesVerified.sum();
    }

    /** Entries that are not as in the snapshot, and files that were not verified. */
    public long problems() {
        return problems.sum();
    }

    /** Those of the problems whose cause lies in the repository, so that another restore would meet them again. */
    public long repositoryProblems() {
        return repositoryProblems.sum();
    }

    /** The file that was begun last. */
    public String current() {
        return current;
    }

    /** Whether {@link #current} is shown to anyone; paths are put together only then. */
    protected boolean wantsCurrent() {
        return false;
    }

    /** Called for each problem, by any thread. */
    protected void problem(Problem problem) {
        count();
    }

    /** Counts a problem; for subclasses that tell problems in their own way. */
    protected final void count() {
        problems.increment();
    }

    void repositoryProblem(Problem problem) {
        repositoryProblems.increment();
        problem(problem);
    }

    /**
     * Tells an entry that could not be read from the repository. What the system refuses to read, as for want of a right, is no
     * damage.
     */
    void unreadable(String item, String what, EngineException cause) {
        Problem problem = new Problem(item, what + ": " + cause.getMessage());
        if (cause instanceof BackendFailure) {
            problem(problem);
        } else {
            repositoryProblem(problem);
        }
    }

    /** Called for each finished entry, by any thread, if {@link #wantsItems}. */
    protected void item(Item item) {}

    /** Whether {@link #item} does anything; paths are put together only then. */
    protected boolean wantsItems() {
        return false;
    }

    void begin(String path) {
        current = path;
    }

    void begin(RestoreFile file) {
        if (wantsCurrent()) {
            current = file.path();
        }
    }

    void add(long size) {
        entries.increment();
        bytes.add(size);
    }

    void addBytesDone(long count) {
        bytesDone.add(count);
    }

    void verified() {
        filesVerified.increment();
    }

    void done() {
        entriesDone.increment();
    }

    void skipped(long size) {
        entriesSkipped.increment();
        bytesSkipped.add(size);
    }

    /** Moves a file that was to be restored to those skipped. */
    void foundEqual(long size) {
        entries.decrement();
        bytes.add(-size);
        skipped(size);
    }

    void deleted() {
        entriesDeleted.increment();
    }
}
