package dev.holdfast.engine.posix;

/** Flags of {@code openat} and its relatives with the numbers of the architecture. */
final class OpenFlag {
    static final int READ_ONLY = 0;
    static final int READ_WRITE = 2;
    static final int CREATE = 0100;
    static final int EXCLUSIVE = 0200;
    static final int NO_TERMINAL = 0400;
    static final int NON_BLOCKING = 04000;
    static final int NO_ACCESS_TIME = 01000000;
    static final int CLOSE_ON_EXEC = 02000000;

    /** A handle on the place only: opens whatever is there without touching it. */
    static final int PATH = 010000000;

    static final int DIRECTORY = LibC.ARM ? 040000 : 0200000;
    static final int NO_FOLLOW = LibC.ARM ? 0100000 : 0400000;

    /** In place of a directory's descriptor: the working directory. */
    static final int AT_WORKING_DIRECTORY = -100;

    static final int AT_NO_FOLLOW = 0x100;
    static final int AT_REMOVE_DIRECTORY = 0x200;
    static final int AT_NO_AUTOMOUNT = 0x800;
    static final int AT_EMPTY_PATH = 0x1000;

    private OpenFlag() {}
}
