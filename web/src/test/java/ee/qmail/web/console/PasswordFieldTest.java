package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordFieldTest {
    @Test
    void aTypedPasswordIsTakenAsItIs() {
        PasswordField field = new PasswordField();
        field.setTyped(" geheim ");
        assertThat(field.take()).isEqualTo(" geheim ");
    }

    @Test
    void aGeneratedPasswordIsNewEachTime() {
        PasswordField field = new PasswordField();
        field.setGenerated(true);
        String first = field.take();
        assertThat(first).matches("[A-Za-z0-9]{18}").isNotEqualTo(field.take());
    }

    @Test
    void aProposalIsShownAndATypedPasswordNever() {
        PasswordField field = new PasswordField();
        field.setTyped("geheim");
        assertThat(field.getTyped()).isEmpty();
        assertThat(field.isProposed()).isFalse();
        field.proposeLetters();
        assertThat(field.getTyped()).matches("[A-Za-z0-9]{18}");
        field.proposeWords();
        assertThat(field.getTyped()).matches("([a-z]{6}-){3}[a-z]{6}");
        assertThat(field.isProposed()).isTrue();
    }
}
