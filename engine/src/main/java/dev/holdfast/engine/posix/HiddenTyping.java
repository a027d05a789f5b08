package dev.holdfast.engine.posix;

import java.util.Optional;

/**
 * A terminal that does not show what is typed, until closed; only the end of a line shows.
 *
 * <p>Source: termios(3); the fields and numbers used are the same on all of Linux that {@link LibC} knows.
 */
public final class HiddenTyping implements AutoCloseable {
    private static final int TERMIOS_SIZE = 60;
    private static final int LOCAL_FLAGS = 12;
    private static final int ECHO = 0x8;
    private static final int ECHO_NEW_LINE = 0x40;
    private static final int NOW_AND_FORGET_WHAT_WAS_TYPED = 2;

    private final int descriptor;
    private final byte[] before;

    private HiddenTyping(int descriptor, byte[] before) {
        this.descriptor = descriptor;
        this.before = before;
    }

    /** Hides what is typed on the terminal that a descriptor is; empty if it is none. */
    public static Optional<HiddenTyping> on(int descriptor) {
        byte[] before = new byte[TERMIOS_SIZE];
        try (Scratch scratch = Scratch.take()) {
            if (scratch.call(LibC.TCGETATTR, descriptor, scratch.at(Scratch.STRUCTURE)) != 0) {
                return Optional.empty();
            }
            scratch.memory().get(Scratch.STRUCTURE, before);
            int at = Scratch.STRUCTURE + LOCAL_FLAGS;
            scratch.memory().putInt(at, scratch.memory().getInt(at) & ~ECHO | ECHO_NEW_LINE);
            int result = scratch.call(
                    LibC.TCSETATTR, descriptor, NOW_AND_FORGET_WHAT_WAS_TYPED, scratch.at(Scratch.STRUCTURE));
            return result == 0 ? Optional.of(new HiddenTyping(descriptor, before)) : Optional.empty();
        }
    }

    @Override
    public void close() {
        try (Scratch scratch = Scratch.take()) {
            scratch.memory().put(Scratch.STRUCTURE, before);
            scratch.call(LibC.TCSETATTR, descriptor, NOW_AND_FORGET_WHAT_WAS_TYPED, scratch.at(Scratch.STRUCTURE));
        }
    }
}
