package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.log.reader.LogLine;
import ee.qmail.web.language.Texts;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRowTest {
    private static LogRow row(String text, boolean isOfSend) {
        return LogRow.of(new LogLine(Instant.EPOCH, null, text, List.of()), isOfSend, Texts.IN_ENGLISH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "new msg 17 | 17",
                "info msg 17: bytes 9 from <msg_18@example.org> qp 17 uid 0 | 17,17",
                "starting delivery 3: msg 17 to local msg-18@example.org | 17",
                "bounce msg 17 qp 19 | 17,19",
                "triple bounce: discarding bounce/17 | 17",
                "delivery 3: failure: _no_such_msg_18/ | ''",
                "info msg 17: bytes 9 from <bounce/18> qp 17 uid 0 | 17,17",
                "status: local 0/10 remote 0/20 | ''"
            })
    void numbersOfMessagesLeadToThem(String text, String ids) {
        LogRow row = row(text, true);
        assertThat(String.join(
                        ",",
                        row.parts().stream()
                                .map(LogRow.Part::message)
                                .filter(id -> !id.isEmpty())
                                .toList()))
                .isEqualTo(ids);
        assertThat(String.join("", row.parts().stream().map(LogRow.Part::text).toList()))
                .isEqualTo(text);
        assertThat(row(text, false).parts()).hasSize(1);
    }

    @Test
    void aStackIsFoldedAndAnErrorIsMarked() {
        LogRow row = LogRow.of(new LogLine(null, Level.SEVERE, "broken", List.of("a", "b")), false, Texts.IN_ENGLISH);
        assertThat(row.summary()).isEqualTo("2 more lines");
        assertThat(row.more()).isEqualTo("a\nb");
        assertThat(row.mark()).isEqualTo("failure");
        assertThat(row.level()).isEqualTo("SEVERE");
    }
}
