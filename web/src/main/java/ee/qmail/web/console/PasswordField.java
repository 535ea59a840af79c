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
            Messages.error(field, "password: missing; must be typed, or generated");
            return false;
        }
        return true;
    }

    /** The typed password, or a new one of about 104 random bits. */
    String take() {
        return generated ? generate() : typed;
    }

    /** Returns the remark on a password that was taken: a generated one is shown this once. */
    String announcement(String password) {
        return generated ? " Its password is " + password + " – it is shown only now." : "";
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
