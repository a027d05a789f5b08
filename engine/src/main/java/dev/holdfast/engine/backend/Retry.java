package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.EngineException.BackendFailure;
import java.time.Duration;

/**
 * A failure after which the call will be tried again.
 *
 * @param call what failed, such as {@code save data/8f3a…}
 * @param attempt how often it was tried so far
 * @param pause how long until it is tried again
 * @param cause what went wrong
 */
public record Retry(String call, int attempt, Duration pause, BackendFailure cause) {}
