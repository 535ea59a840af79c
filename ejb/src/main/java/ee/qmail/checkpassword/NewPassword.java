package ee.qmail.checkpassword;

import java.security.SecureRandom;

/** Passwords that the server makes for somebody. Safe for use by several threads. */
public final class NewPassword {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Without the characters that are mistaken for each other. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 18;

    private NewPassword() {}

    /** One of about 104 random bits. */
    public static String generate() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
