package dev.holdfast.mount;

/** An error number for an answer, as Linux has it. */
final class Refusal extends RuntimeException {
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int EROFS = 30;
    static final int ERANGE = 34;
    static final int ENOSYS = 38;
    static final int ENODATA = 61;

    private static final long serialVersionUID = 1L;

    private final int number;

    Refusal(int number) {
        super("error " + number, null, false, false);
        this.number = number;
    }

    int number() {
        return number;
    }
}
