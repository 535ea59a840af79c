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
}
