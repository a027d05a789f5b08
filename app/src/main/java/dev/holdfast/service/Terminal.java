package dev.holdfast.service;

import dev.holdfast.engine.posix.HiddenTyping;
import dev.holdfast.engine.posix.Posix;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Which of this process's streams a person looks at; asked of the system only when someone wants to know.
 *
 * @param input whether standard input is a terminal
 * @param output whether standard output is a terminal
 * @param errors whether standard error is a terminal
 * @param columns how wide it is; asked for each line, since it may be made wider meanwhile
 * @param hidden hides what is typed on standard input until closed; empty if that can't be done
 * @param readerLeft whether whoever read standard output has gone before its end
 * @param asked is given what to do when someone asks how far the work is; the last one given counts
 */
public record Terminal(
        BooleanSupplier input,
        BooleanSupplier output,
        BooleanSupplier errors,
        IntSupplier columns,
        Supplier<Optional<HiddenTyping>> hidden,
        BooleanSupplier readerLeft,
        Consumer<Runnable> asked) {
    private static final int USUAL_COLUMNS = 80;
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERRORS = 2;

    /** No terminal at all. */
    public static final Terminal NONE = new Terminal(() -> false, () -> false, () -> USUAL_COLUMNS);

    /** Nobody types or asks. */
    public Terminal(BooleanSupplier output, BooleanSupplier errors, IntSupplier columns) {
        this(() -> false, output, errors, columns, Optional::empty, () -> false, _ -> {});
    }

    /** What this process's own streams are. */
    public static Terminal ofProcess(BooleanSupplier readerLeft, Consumer<Runnable> asked) {
        return new Terminal(
                () -> isTerminal(INPUT),
                () -> isTerminal(OUTPUT),
                () -> isTerminal(ERRORS),
                Terminal::columnsOfProcess,
                () -> HiddenTyping.on(INPUT),
                readerLeft,
                asked);
    }

    private static boolean isTerminal(int descriptor) {
        return Posix.isSupported() && Posix.isTerminal(descriptor);
    }

    private static int columnsOfProcess() {
        return Posix.terminalWidth(isTerminal(OUTPUT) ? OUTPUT : ERRORS).orElse(USUAL_COLUMNS);
    }
}
