package dev.holdfast.service;

import java.security.SecureRandom;

/** Makes passwords that can be read aloud and typed: 30 letters and digits in groups, 150 random bits. */
final class NewPassword {
    /** 32 of them, 5 bits each; none looks like another. */
    private static final String ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789";

    private static final int GROUPS = 6;
    private static final int GROUP_LENGTH = 5;

    private NewPassword() {}

    static String random(SecureRandom random) {
        StringBuilder password = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            password.append(group == 0 ? "" : "-");
            for (int i = 0; i < GROUP_LENGTH; i++) {
                password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
        }
        return password.toString();
    }
}
