package dev.holdfast.engine.crypto;

/** What was to be a key file is none, or a damaged or hostile one. The message says what is wrong. */
public final class KeyFileBroken extends Exception {
    private static final long serialVersionUID = 1L;

    KeyFileBroken(String reason) {
        super(reason);
    }
}
