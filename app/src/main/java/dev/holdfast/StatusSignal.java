package dev.holdfast;

import java.util.concurrent.atomic.AtomicReference;
import sun.misc.Signal;

/** The signal USR1, by which someone asks how far the work is; without this it would end the process. */
final class StatusSignal {
    private final AtomicReference<Runnable> answer = new AtomicReference<>(() -> {});

    private StatusSignal() {}

    static StatusSignal install() {
        StatusSignal signal = new StatusSignal();
        if (!System.getProperty("os.name").startsWith("Windows")) {
            Signal.handle(new Signal("USR1"), _ -> signal.answer.get().run());
        }
        return signal;
    }

    /** What is done from now on when the signal comes, on a thread of its own. */
    void answer(Runnable with) {
        answer.set(with);
    }
}
