package dev.holdfast.engine.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** PBKDF2 with HMAC-SHA-256 and a single iteration (RFC 8018), as scrypt uses it. */
final class Pbkdf2 {
    private static final int DIGEST = 32;

    private final Mac mac;

    Pbkdf2(byte[] password) {
        // HMAC fills keys with zeros to a whole block, so one zero is the same key as none, which Java refuses.
        byte[] key = password.length == 0 ? new byte[1] : password;
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    byte[] derive(byte[] salt, int length) {
        byte[] derived = new byte[length];
        byte[] number = new byte[4];
        for (int at = 0, i = 1; at < length; at += DIGEST, i++) {
            number[0] = (byte) (i >>> 24);
            number[1] = (byte) (i >>> 16);
            number[2] = (byte) (i >>> 8);
            number[3] = (byte) i;
            mac.update(salt);
            byte[] digest = mac.doFinal(number);
            System.arraycopy(digest, 0, derived, at, Math.min(DIGEST, length - at));
        }
        return derived;
    }
}
