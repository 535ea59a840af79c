package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordFieldTest {
    @Test
    void aTypedPasswordIsTakenAsItIsAndNeverTold() {
        PasswordField field = new PasswordField();
        field.setTyped(" geheim ");
        assertThat(field.take()).isEqualTo(" geheim ");
        assertThat(field.announcement(" geheim ")).isEmpty();
    }

    @Test
    void aGeneratedPasswordIsNewEachTimeAndTold() {
        PasswordField field = new PasswordField();
        field.setGenerated(true);
        String first = field.take();
        assertThat(first).matches("[A-Za-z0-9]{18}").isNotEqualTo(field.take());
        assertThat(field.announcement(first)).contains(first);
    }
}
