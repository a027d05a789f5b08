package dev.holdfast.engine.backend;

/**
 * What a backend can do.
 *
 * @param connections how many calls at once serve it best
 * @param atomicReplace whether saving over an existing name replaces it in one step
 * @param mayDelete whether files can be deleted with the credentials in use
 * @param listsAtOnce whether every listing, by anyone, tells a file from the moment on that its saving has returned; caches
 *     of network file systems and some stores need a while
 */
public record Capabilities(int connections, boolean atomicReplace, boolean mayDelete, boolean listsAtOnce) {}
