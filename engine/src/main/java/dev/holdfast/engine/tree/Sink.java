package dev.holdfast.engine.tree;

/** Takes the entries of a {@link Source}. Used by one thread. */
public interface Sink {
    /** Takes the next entry, and with it a file's content even if this throws; may wait until there is room for more work. */
    void accept(Entry entry);

    /** Takes note of something that could not be read or kept as it is: the outcome is incomplete. */
    void problem(Problem problem);

    /** Throws if the work has failed meanwhile, so that a source which waits for something need not wait in vain. */
    default void ensureWanted() {}
}
