package dev.holdfast.engine.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The envelope around everything stored: {@code IV(16) || ciphertext || MAC(16)} with AES-256-CTR and Poly1305-AES.
 *
 * <p>Holds the state of ciphers, so each thread has its own. Source: restic's design document, section "Keys, encryption
 * and MAC".
 */
public final class Sealer {
    /** How much longer sealed bytes are than plain ones. */
    public static final int OVERHEAD = 32;

    private static final int IV = 16;
    private static final int MAC = 16;

    /** Larger pieces keep the JDK in a slow loop, smaller ones cost calls; this one stays in the cache until its MAC is done. */
    private static final int PIECE = 16 * 1024;

    /** The JDK's fast AES is reached only once its caller was compiled, after some thousand calls: so these begin small. */
    private static final int FIRST_PIECE = 512;

    private static final int FIRST_PIECES = 8 * 1024;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final SecureRandom random;
    private final byte[] randomness = new byte[4096];
    private int used = randomness.length;
    private int pieces;

    private final SecretKeySpec encryptKey;
    private final Cipher counter;
    private final Cipher block;
    private final byte[] secret = new byte[MAC];
    private final Poly1305 poly;

    /**
     * Makes the JDK load its ciphers and the derivation of keys, which takes a while in a JVM that has just started: for a thread
     * beside a program's first steps.
     */
    public static void warmUp() {
        byte[] key =
                new Scrypt(new ScryptParameters(2, 8, 1)).derive(new byte[1], new byte[1], MasterKey.ENCRYPT_BYTES);
        byte[] mac = Arrays.copyOf(key, MasterKey.MAC_BYTES);
        new Sealer(MasterKey.of(key, mac, mac), new SecureRandom()).seal(key, 0, 1, new byte[1 + OVERHEAD], 0);
    }

    /** Seals and opens with {@code key}; {@code random} gives the IVs. */
    public Sealer(MasterKey key, SecureRandom random) {
        this.random = random;
        encryptKey = new SecretKeySpec(key.encrypt(), "AES");
        poly = new Poly1305(key.macR());
        try {
            counter = Cipher.getInstance("AES/CTR/NoPadding");
            block = Cipher.getInstance("AES/ECB/NoPadding");
            block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key.macK(), "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES", e);
        }
    }

    /**
     * Seals {@code length} bytes of {@code plain} from {@code offset} into {@code target}; both may be the same array, in
     * any position.
     *
     * @return the sealed length, {@code length + OVERHEAD}
     */
    public int seal(byte[] plain, int offset, int length, byte[] target, int targetOffset) {
        Objects.checkFromIndexSize(offset, length, plain.length);
        Objects.checkFromIndexSize(targetOffset, Math.addExact(length, OVERHEAD), target.length);
        int body = targetOffset + IV;
        byte[] from = plain;
        int fromOffset = offset;
        if (plain == target) {
            System.arraycopy(plain, offset, target, body, length);
            fromOffset = body;
        }
        drawIv(target, targetOffset);
        startCounter(target, targetOffset);
        poly.reset();
        for (int done = 0; done < length; ) {
            int piece = Math.min(nextPiece(), length - done);
            crypt(from, fromOffset + done, piece, target, body + done);
            poly.update(target, body + done, piece);
            done += piece;
        }
        finishMac(target, targetOffset);
        LONG.set(target, body + length, poly.tagLow());
        LONG.set(target, body + length + 8, poly.tagHigh());
        return length + OVERHEAD;
    }

    /**
     * Opens {@code length} sealed bytes from {@code offset} into {@code target}; both may be the same array, in any
     * position. Nothing is written unless the MAC is right.
     *
     * @return the plain length, {@code length - OVERHEAD}
     * @throws SealBroken if these are not bytes that this key sealed
     */
    public int open(byte[] sealed, int offset, int length, byte[] target, int targetOffset) throws SealBroken {
        Objects.checkFromIndexSize(offset, length, sealed.length);
        if (length < OVERHEAD) {
            throw new SealBroken("only " + length + " bytes, too short to be sealed");
        }
        int plainLength = length - OVERHEAD;
        Objects.checkFromIndexSize(targetOffset, plainLength, target.length);
        verify(sealed, offset, plainLength);

        startCounter(sealed, offset);
        byte[] from = sealed;
        int fromOffset = offset + IV;
        if (sealed == target) {
            System.arraycopy(sealed, fromOffset, target, targetOffset, plainLength);
            fromOffset = targetOffset;
        }
        for (int done = 0; done < plainLength; ) {
            int piece = Math.min(nextPiece(), plainLength - done);
            crypt(from, fromOffset + done, piece, target, targetOffset + done);
            done += piece;
        }
        return plainLength;
    }

    private int nextPiece() {
        if (pieces < FIRST_PIECES) {
            pieces++;
            return FIRST_PIECE;
        }
        return PIECE;
    }

    private void verify(byte[] sealed, int offset, int plainLength) throws SealBroken {
        int body = offset + IV;
        poly.reset();
        poly.update(sealed, body, plainLength);
        finishMac(sealed, offset);
        long low = (long) LONG.get(sealed, body + plainLength);
        long high = (long) LONG.get(sealed, body + plainLength + 8);
        if ((low ^ poly.tagLow() | high ^ poly.tagHigh()) != 0) {
            throw new SealBroken("wrong MAC");
        }
    }

    private void drawIv(byte[] target, int offset) {
        long low;
        long high;
        do {
            if (used == randomness.length) {
                random.nextBytes(randomness);
                used = 0;
            }
            low = (long) LONG.get(randomness, used);
            high = (long) LONG.get(randomness, used + 8);
            used += IV;
        } while ((low | high) == 0);
        LONG.set(target, offset, low);
        LONG.set(target, offset + 8, high);
    }

    private void startCounter(byte[] iv, int offset) {
        try {
            counter.init(Cipher.ENCRYPT_MODE, encryptKey, new IvParameterSpec(iv, offset, IV));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CTR refuses its key", e);
        }
    }

    private void crypt(byte[] from, int fromOffset, int length, byte[] to, int toOffset) {
        try {
            counter.update(from, fromOffset, length, to, toOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CTR failed", e);
        }
    }

    private void finishMac(byte[] iv, int offset) {
        try {
            block.update(iv, offset, IV, secret, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES failed", e);
        }
        poly.finish((long) LONG.get(secret, 0), (long) LONG.get(secret, 8));
    }
}
