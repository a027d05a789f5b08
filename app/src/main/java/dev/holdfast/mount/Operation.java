package dev.holdfast.mount;

/** What the kernel may ask of a file system that can only be read. Source: {@code enum fuse_opcode} in the kernel's {@code fuse.h}. */
enum Operation {
    LOOKUP(1),
    FORGET(2),
    GETATTR(3),
    READLINK(5),
    OPEN(14),
    READ(15),
    STATFS(17),
    RELEASE(18),
    GETXATTR(22),
    LISTXATTR(23),
    INIT(26),
    OPENDIR(27),
    READDIR(28),
    RELEASEDIR(29),
    INTERRUPT(36),
    DESTROY(38),
    BATCH_FORGET(42),
    READDIRPLUS(44),
    OTHER(0);

    private final int code;

    Operation(int code) {
        this.code = code;
    }

    static Operation of(int code) {
        for (Operation operation : values()) {
            if (operation.code == code) {
                return operation;
            }
        }
        return OTHER;
    }
}
