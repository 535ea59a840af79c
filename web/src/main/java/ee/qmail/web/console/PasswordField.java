package ee.qmail.web.console;

import ee.qmail.checkpassword.NewPassword;

/** A password that is typed or generated. */
public class PasswordField {
    private boolean generated;
    private String typed = "";
    private String proposed = "";

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
        return generated ? NewPassword.letters() : typed;
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

    /** Shows a password that can be said and typed, before it is taken. */
    public void proposeWords() {
        proposed = NewPassword.words();
    }

    /** The same with letters and digits, which is shorter. */
    public void proposeLetters() {
        proposed = NewPassword.letters();
    }

    /** Tells whether one is proposed: it is shown in clear, on this page alone. */
    public boolean isProposed() {
        return !proposed.isEmpty();
    }

    public boolean isGenerated() {
        return generated;
    }

    public void setGenerated(boolean generated) {
        this.generated = generated;
    }

    /** For the page: what somebody has typed is never sent back. */
    public String getTyped() {
        return proposed;
    }

    public void setTyped(String typed) {
        this.typed = typed;
    }
}
