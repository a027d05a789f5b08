package dev.holdfast.engine.tree;

/** Something that can be backed up. */
public interface Source {
    /**
     * Gives every entry to {@code sink}: a directory before what lies in it, the entries of a directory in ascending order of
     * their names as unsigned bytes, depth first.
     *
     * <p>Returns only if everything was given or told as a {@link Sink#problem}. Stops with
     * {@link dev.holdfast.engine.model.EngineException.Interrupted} when the thread is interrupted.
     */
    void copyTo(Sink sink);
}
