package ee.qmail.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.MailRejectedException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFileTest {
    @Test
    void linesAreRead() throws Exception {
        assertThat(OrderFile.read(new StringReader("chair, 4\r\n\r\ntable,1\n")))
                .extracting(line -> line.getQuantity() + " x " + line.getArticle())
                .containsExactly("4 x chair", "1 x table");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''|empty", "chair,4;chair|line 2", "chair,0|line 1", "chair,4,5|line 1", "chair,many|line 1"})
    void tellsTheCustomerTheFault(String text, String told) {
        assertThatThrownBy(() -> OrderFile.read(new StringReader(text.replace(';', '\n'))))
                .isInstanceOf(MailRejectedException.class)
                .hasMessageContaining(told);
    }
}
