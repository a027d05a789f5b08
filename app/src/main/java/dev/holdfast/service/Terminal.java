package dev.holdfast.service;

import dev.holdfast.engine.posix.Posix;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Which of this process's streams a person looks at; asked of the system only when someone wants to know.
 *
 * @param output whether standard output is a terminal
 * @param errors whether standard error is a terminal
 * @param columns how wide it is; asked for each line, since it may be made wider meanwhile
 */
public record Terminal(BooleanSupplier output, BooleanSupplier errors, IntSupplier columns) {
    /** No terminal at all. */
    public static final Terminal NONE = new Terminal(() -> false, () -> false, () -> Terminal.USUAL_COLUMNS);

    private static final int USUAL_COLUMNS = 80;
    private static final int OUTPUT = 1;
    private static final int ERRORS = 2;

    /** What this process's own streams are. */
    public static Terminal ofProcess() {
        return new Terminal(() -> isTerminal(OUTPUT), () -> isTerminal(ERRORS), Terminal::columnsOfProcess);
    }

    private static boolean isTerminal(int descriptor) {
        return Posix.isSupported() && Posix.isTerminal(descriptor);
    }

    private static int columnsOfProcess() {
        return Posix.terminalWidth(isTerminal(OUTPUT) ? OUTPUT : ERRORS).orElse(USUAL_COLUMNS);
    }
}
