package ee.qmail.checkpassword;

import ee.qmail.text.Sha256;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form of application passwords: six groups of four characters, such as {@code abcd-efgh-jkmn-pqrs-tuvw-xyz2}. They are made here and
 * have 118 random bits, so that one SHA-256 is enough to keep them: a slow hash protects what people choose, as that can be guessed.
 */
public final class AppPasswordText {
    /** Without the characters that are mistaken for each other. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int LENGTH = 24;
    private static final int GROUP = 4;
    /** Of one with all that people put between the groups. */
    private static final int MAX_TYPED = 64;

    private static final Pattern BETWEEN = Pattern.compile("[- ]");
    private static final Pattern FORM = Pattern.compile("[" + LETTERS + "]{" + LENGTH + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private AppPasswordText() {}

    public static String generate() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            text.append(i > 0 && i % GROUP == 0 ? "-" : "").append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /**
     * @param typed with or without hyphens or blanks between the groups, in any case of letters
     * @return 64 hexadecimal digits; empty if it does not look like an application password
     */
    public static Optional<String> hash(String typed) {
        if (typed.length() > MAX_TYPED) {
            return Optional.empty();
        }
        String letters = BETWEEN.matcher(typed).replaceAll("").toLowerCase(Locale.ROOT);
        return FORM.matcher(letters).matches() ? Optional.of(Sha256.hex(letters)) : Optional.empty();
    }
}
