package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.posix.PosixDirectory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder that a restore writes into: a name in another one, and what is known of it. Belongs to one {@link LocalTarget}. */
public final class TargetFolder {
    private final @Nullable TargetFolder parent;
    private final ByteString name;
    private final int pathLength;
    private volatile State state;

    /** Guarded by {@link OpenFolders}, null while it is closed. */
    @Nullable
    PosixDirectory open;

    /** Guarded by {@link OpenFolders}. */
    int users;

    /** What is known of a folder. */
    public enum State {
        /** Not looked for yet. */
        UNKNOWN,
        /** Not there, and not to be made, in a dry run. */
        ABSENT,
        /** Made by this restore, so what is in it was put there by this restore. */
        FRESH,
        /** It was there. */
        FOUND,
        /** It can't be made or entered. */
        BLOCKED
    }

    private TargetFolder(@Nullable TargetFolder parent, ByteString name, State state) {
        this.parent = parent;
        this.name = name;
        this.pathLength = parent == null ? 0 : parent.pathLength + name.length() + 1;
        this.state = state;
    }

    static TargetFolder root(State state) {
        return new TargetFolder(null, ByteString.EMPTY, state);
    }

    /** The folder of this name in this folder; whether there is one shows later. */
    public TargetFolder child(ByteString childName) {
        return new TargetFolder(this, childName, State.UNKNOWN);
    }

    /** The folder that it is in, null for the target itself. */
    public @Nullable TargetFolder parent() {
        return parent;
    }

    /** Its own name, empty for the target itself. */
    public ByteString name() {
        return name;
    }

    /** What is known of it now. */
    public State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /** Whether entries are to be looked for in it. */
    public boolean mayHaveEntries() {
        return state == State.FOUND;
    }

    /** Bytes of its path below the target. */
    public int pathLength() {
        return pathLength;
    }

    /** The path of an entry below the target with a leading slash, as in the snapshot; for people. */
    public String pathOf(ByteString entry) {
        List<String> names = new ArrayList<>();
        names.add(entry.toString());
        for (TargetFolder at = this; at.parent != null; at = at.parent) {
            names.add(at.name.toString());
        }
        return "/" + String.join("/", names.reversed());
    }

    /** Its own path below the target, as {@link #pathOf}. */
    public String path() {
        return parent == null ? "/" : parent.pathOf(name);
    }
}
