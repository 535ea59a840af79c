package ee.qmail.checkpassword;

import java.security.SecureRandom;

/** Makes passwords that nobody guesses. */
public final class NewPassword {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Without the characters that are mistaken for each other. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 18;
    private static final String CONSONANTS = "bdfghjklmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final int WORDS = 4;
    private static final int SYLLABLES = 3;

    private NewPassword() {}

    /** Letters and digits, of about 104 random bits. */
    public static String letters() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(any(LETTERS));
        }
        return password.toString();
    }

    /** Four words that mean nothing and can be said, read out and typed, such as {@code ravotu-kimeso-lodiba-fenugi}; about 75 random bits. */
    public static String words() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < WORDS * SYLLABLES; i++) {
            password.append(i > 0 && i % SYLLABLES == 0 ? "-" : "")
                    .append(any(CONSONANTS))
                    .append(any(VOWELS));
        }
        return password.toString();
    }

    private static char any(String letters) {
        return letters.charAt(RANDOM.nextInt(letters.length()));
    }
}
