package dev.holdfast;

import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ends the work in good order when the process is asked to stop (Ctrl-C, SIGTERM): the main thread is interrupted, and given
 * time to store what it has and to tell it.
 */
final class Stop {
    private static final long PATIENCE_SECONDS = 120;
    private static final long LOOK_MILLIS = 50;

    private final Thread worker;
    private volatile boolean askedFor;

    private Stop(Thread worker) {
        this.worker = worker;
    }

    static Stop install(Thread worker) {
        Stop stop = new Stop(worker);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stop::stop));
        outliveHangUp();
        return stop;
    }

    /**
     * Makes the signal HUP do nothing: restic sends it to the owner of a lock to see whether it lives, and Java would end by it.
     * Where it is ignored already it stays so, for programs that this one starts as well.
     */
    private static void outliveHangUp() {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        Signal hangUp = new Signal("HUP");
        SignalHandler before = Signal.handle(hangUp, _ -> {});
        if (before.equals(SignalHandler.SIG_IGN)) {
            Signal.handle(hangUp, before);
        }
    }

    private void stop() {
        if (isExiting()) {
            return;
        }
        askedFor = true;
        worker.interrupt();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            // The worker may be about to exit when it is looked at first.
            while (worker.isAlive() && !isExiting() && System.nanoTime() < end) {
                worker.join(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the worker itself is in System.exit, which runs this hook and would wait for it for ever. */
    private boolean isExiting() {
        for (StackTraceElement frame : worker.getStackTrace()) {
            if (frame.getClassName().equals("java.lang.System")
                    && frame.getMethodName().equals("exit")) {
                return true;
            }
        }
        return false;
    }

    boolean isAskedFor() {
        return askedFor;
    }
}
