package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.FileStatus;

/** What a restore does with entries that are there already. Folders are always kept and get their metadata. */
public enum Overwrite {
    /** Makes every entry as it is in the snapshot; of files only the parts that differ are written. */
    ALWAYS,
    /** As {@link #ALWAYS}, but a file of equal size and modification time counts as equal and is not read. */
    IF_CHANGED,
    /** Leaves entries alone that are as young as in the snapshot, or younger. */
    IF_NEWER,
    /** Leaves every entry alone that is there; what is in the way of a folder is a problem. */
    NEVER;

    boolean replaces(FileStatus present, FileAttributes wanted) {
        return replaces(new Timestamp(present.modifiedSeconds(), present.modifiedNanos(), 0), wanted);
    }

    boolean replaces(Timestamp present, FileAttributes wanted) {
        return switch (this) {
            case ALWAYS, IF_CHANGED -> true;
            case IF_NEWER ->
                wanted.modifiedSeconds() == present.seconds()
                        ? wanted.modifiedNanos() > present.nanos()
                        : wanted.modifiedSeconds() > present.seconds();
            case NEVER -> false;
        };
    }

    /** Whether the file counts as equal without being read. */
    boolean trusts(FileStatus present, FileAttributes wanted, long size) {
        Timestamp modified = new Timestamp(present.modifiedSeconds(), present.modifiedNanos(), 0);
        return trusts(modified, present.size(), wanted, size);
    }

    boolean trusts(Timestamp present, long presentSize, FileAttributes wanted, long size) {
        return this == IF_CHANGED
                && presentSize == size
                && present.seconds() == wanted.modifiedSeconds()
                && present.nanos() == wanted.modifiedNanos();
    }
}
