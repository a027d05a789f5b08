package dev.holdfast.engine.crypto;

import java.util.random.RandomGenerator;

/**
 * The three secrets that seal everything in a repository: an AES-256 key, and the key and the r of Poly1305-AES.
 *
 * <p>Immutable. {@code toString} tells nothing.
 */
public final class MasterKey {
    static final int ENCRYPT_BYTES = 32;
    static final int MAC_BYTES = 16;

    private final byte[] encrypt;
    private final byte[] macK;
    private final byte[] macR;

    private MasterKey(byte[] encrypt, byte[] macK, byte[] macR) {
        this.encrypt = encrypt;
        this.macK = macK;
        this.macR = macR;
    }

    /**
     * The key of these parts, which are copied.
     *
     * @param encrypt 32 bytes
     * @param macK 16 bytes
     * @param macR 16 bytes, clamped or not
     * @throws IllegalArgumentException if a part has another length, or only zeros
     */
    public static MasterKey of(byte[] encrypt, byte[] macK, byte[] macR) {
        return new MasterKey(
                checked("encrypt", encrypt, ENCRYPT_BYTES),
                checked("mac.k", macK, MAC_BYTES),
                checked("mac.r", macR, MAC_BYTES));
    }

    /** A new key; {@code random} must be a {@link java.security.SecureRandom} outside tests. */
    public static MasterKey random(RandomGenerator random) {
        return new MasterKey(draw(random, ENCRYPT_BYTES), draw(random, MAC_BYTES), draw(random, MAC_BYTES));
    }

    private static byte[] draw(RandomGenerator random, int length) {
        byte[] part = new byte[length];
        do {
            random.nextBytes(part);
        } while (isZero(part));
        return part;
    }

    private static byte[] checked(String name, byte[] part, int length) {
        if (part.length != length) {
            throw new IllegalArgumentException("key part " + name + " has " + part.length + " bytes, not " + length);
        }
        if (isZero(part)) {
            throw new IllegalArgumentException("key part " + name + " is all zero");
        }
        return part.clone();
    }

    private static boolean isZero(byte[] part) {
        int any = 0;
        for (byte b : part) {
            any |= b;
        }
        return any == 0;
    }

    /** The AES-256 key, a copy. */
    public byte[] encrypt() {
        return encrypt.clone();
    }

    /** The AES-128 key that turns an IV into Poly1305's s, a copy. */
    public byte[] macK() {
        return macK.clone();
    }

    /** The r of Poly1305, as stored, a copy. */
    public byte[] macR() {
        return macR.clone();
    }

    @Override
    public String toString() {
        return "***";
    }
}
