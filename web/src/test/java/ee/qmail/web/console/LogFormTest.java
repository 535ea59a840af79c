package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.log.reader.LogName;
import ee.qmail.log.reader.LogQuestion;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFormTest {
    private static LogForm form(Map<String, String> given) {
        return new LogForm(name -> given.getOrDefault(name, ""), ZoneId.of("Europe/Madrid"));
    }

    @Test
    void whatIsInTheAddressIsTheQuestion() throws WrongException {
        LogForm form = form(Map.of(
                "log",
                "server",
                "contains",
                " a.b ",
                "level",
                "warning",
                "since",
                "2026-11-03T15:00",
                "queueId",
                "17"));
        LogQuestion question = form.question(9);
        assertThat(form.log()).isEqualTo(LogName.SERVER);
        assertThat(question.contains()).isEqualTo("a.b");
        assertThat(question.level()).isEqualTo(Level.WARNING);
        assertThat(question.since()).isEqualTo(Instant.parse("2026-11-03T14:00:00Z"));
        assertThat(question.message()).isNull();
        assertThat(form.time("since")).isEqualTo("2026-11-03T15:00");
        assertThat(form.isFiltered()).isTrue();
        assertThat(form.isOpenEnded()).isTrue();
        assertThat(form.without("since", "level")).isEqualTo(Map.of("log", "server", "contains", "a.b"));
    }

    @Test
    void withoutAnAddressItIsTheLogOfQmailSend() throws WrongException {
        LogForm form = form(Map.of("log", "../../etc/passwd"));
        assertThat(form.log()).isEqualTo(LogName.SEND);
        assertThat(form.isFiltered()).isFalse();
        assertThat(form.question(9)).isEqualTo(LogQuestion.newest(9));
        assertThat(form(Map.of("until", "2026-11-03T15:00")).isOpenEnded()).isFalse();
        assertThat(form(Map.of("before", "0123456789abcdef.7")).isOpenEnded()).isFalse();
        assertThat(form(Map.of("before", "0123456789abcdef.7")).isFiltered()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "queueId,x17,logs.wrong.queueId",
        "before,../x,logs.wrong.place",
        "since,yesterday,messages.wrong.time",
        "until,2026-13-03T15:00,messages.wrong.time"
    })
    void whatCannotBeUsedIsSaid(String name, String value, String key) {
        LogForm form = form(Map.of("log", "send", name, value));
        assertThatThrownBy(() -> form.question(9))
                .isInstanceOfSatisfying(
                        WrongException.class, e -> assertThat(e.value()).isEqualTo(value))
                .hasMessage(key);
        assertThat(form.time(name.equals("until") ? "until" : "since")).isEmpty();
    }

    @Test
    void aLevelThatIsNoneAndATextThatIsTooLongAreSaid() {
        assertThatThrownBy(() -> form(Map.of("log", "server", "level", "LOUD")).question(9))
                .hasMessage("logs.wrong.level");
        assertThatThrownBy(() -> form(Map.of("contains", "x".repeat(201))).question(9))
                .hasMessage("logs.wrong.contains");
    }
}
