package ee.qmail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.message.Notify.Condition;
import ee.qmail.text.Xtext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifyTest {
    private static final Notify SOME = new Notify("SUCCESS,DELAY", "rfc822;a+2Bb@c");

    @Test
    void failuresAreToldUnlessSomethingElseIsSaid() {
        assertThat(Condition.values()).filteredOn(Notify.DEFAULT::wants).containsExactly(Condition.FAILURE);
        assertThat(Condition.values()).filteredOn(SOME::wants).containsExactly(Condition.SUCCESS, Condition.DELAY);
        assertThat(Condition.values()).filteredOn(Notify.NEVER::wants).isEmpty();
    }

    @Test
    void successIsTakenAway() {
        assertThat(SOME.withoutSuccess()).isEqualTo(new Notify("DELAY", "rfc822;a+2Bb@c"));
        assertThat(new Notify("SUCCESS", null).withoutSuccess()).isEqualTo(Notify.NEVER);
        assertThat(Notify.DEFAULT.withoutSuccess()).isSameAs(Notify.DEFAULT);
    }

    @Test
    void comeOutOfTheirTextAsTheyWentIn() {
        List<String> recipients = List.of("a@b", "c@d", "e@f", "g@h");
        Map<String, Notify> notifies = Map.of("a@b", SOME, "e@f", new Notify(null, "rfc822;e@f"), "g@h", Notify.NEVER);
        String text = Notify.text(new Envelope("s@x", recipients).notifying(notifies));
        assertThat(text).isEqualTo("0 SUCCESS,DELAY rfc822;a+2Bb@c\n2 - rfc822;e@f\n3 NEVER -");
        assertThat(Notify.of(text, recipients)).isEqualTo(notifies);
        assertThat(Notify.text(new Envelope("s@x", recipients))).isEmpty();
        assertThat(Notify.of("", recipients)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 NEVER -",
                "-1 NEVER -",
                "x NEVER -",
                "0",
                "0 NEVER",
                "0 SOMETIMES -",
                "0 DELAY,SUCCESS -",
                "0 - a@b",
                "0 NEVER -\n0 NEVER -\n0 NEVER -"
            })
    void anotherTextIsRefused(String text) {
        assertThatThrownBy(() -> Notify.of(text, List.of("a@b"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void xtextIsDecodedAndMade() {
        assertThat(Xtext.decode("a+20b+2Bc")).isEqualTo("a b+c");
        assertThat(Xtext.encode("a b+c=\u007f")).isEqualTo("a+20b+2Bc+3D+7F");
        assertThat(List.of("", "a b", "a=b", "a+", "a+2", "a+2b", "\u00e9", "a\n"))
                .noneMatch(Xtext::isXtext);
    }
}
