package ee.qmail.web.console;

import java.security.SecureRandom;

/** A password that is typed or generated. */
public class PasswordField {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Without the characters that are mistaken for each other. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 18;

    private boolean generated;
    private String typed = "";

    /** @return whether there is one; otherwise the field says so */
    boolean requireValid(String field) {
        if (!generated && typed.isEmpty()) {
            Messages.error(field, "newPassword.missing");
            return false;
        }
        return true;
    }

    /** The typed password, or a new one of about 104 random bits. */
    String take() {
        return generated ? generate() : typed;
    }

    /**
     * Tells that a password was taken: a generated one is shown this once.
     *
     * @param key of the text for one that was typed; that for a generated one ends in {@code With}
     */
    void done(String key, String address, String password) {
        if (generated) {
            Messages.done(key + "With", address, password);
        } else {
            Messages.done(key, address);
        }
    }

    static String generate() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    public boolean isGenerated() {
        return generated;
    }

    public void setGenerated(boolean generated) {
        this.generated = generated;
    }

    public String getTyped() {
        return typed;
    }

    public void setTyped(String typed) {
        this.typed = typed;
    }
}
