package dev.holdfast.engine.crypto;

/** What was to be opened is not what this key sealed: changed, cut off, or sealed with another key. */
public final class SealBroken extends Exception {
    private static final long serialVersionUID = 1L;

    SealBroken(String reason) {
        super(reason);
    }
}
