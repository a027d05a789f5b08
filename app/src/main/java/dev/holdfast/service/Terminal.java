package dev.holdfast.service;

import dev.holdfast.engine.posix.Posix;
import java.util.function.IntSupplier;

/**
 * Which of this process's streams a person looks at.
 *
 * @param output whether standard output is a terminal
 * @param errors whether standard error is a terminal
 * @param columns how wide it is; asked for each line, since it may be made wider meanwhile
 */
public record Terminal(boolean output, boolean errors, IntSupplier columns) {
    /** No terminal at all. */
    public static final Terminal NONE = new Terminal(false, false, () -> Terminal.USUAL_COLUMNS);

    private static final int USUAL_COLUMNS = 80;
    private static final int OUTPUT = 1;
    private static final int ERRORS = 2;

    /** What this process's own streams are. */
    public static Terminal ofProcess() {
        if (!Posix.isSupported()) {
            return NONE;
        }
        boolean output = Posix.isTerminal(OUTPUT);
        boolean errors = Posix.isTerminal(ERRORS);
        int descriptor = output ? OUTPUT : ERRORS;
        return new Terminal(
                output, errors, () -> Posix.terminalWidth(descriptor).orElse(USUAL_COLUMNS));
    }
}
