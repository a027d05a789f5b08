package dev.holdfast.mount;

import dev.holdfast.engine.model.EngineException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** Tells what can't be shown: once for each thing, and not without end. Safe for many threads. */
final class Problems {
    private static final int MOST = 1000;

    private final BiConsumer<String, EngineException> listener;
    private final Set<String> told = new HashSet<>();

    /** @param listener is told the path and what is wrong with it */
    Problems(BiConsumer<String, EngineException> listener) {
        this.listener = listener;
    }

    synchronized void tell(String path, EngineException problem) {
        if (told.size() < MOST && told.add(path)) {
            listener.accept(path, problem);
        }
    }
}
