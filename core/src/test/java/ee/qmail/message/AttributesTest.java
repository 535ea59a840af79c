package ee.qmail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {
    private static final Attributes SOME = Attributes.NONE
            .with(Attribute.HELO, "a=b.example")
            .with(Attribute.CLIENT, "192.0.2.7")
            .with(Attribute.PROTOCOL, "ESMTP");

    @Test
    void comeOutOfTheirTextAsTheyWentIn() {
        assertThat(SOME.text()).isEqualTo("client=192.0.2.7\nhelo=a=b.example\nprotocol=ESMTP");
        assertThat(Attributes.of(SOME.text())).isEqualTo(SOME);
        assertThat(Attributes.of(Attributes.NONE.text())).isSameAs(Attributes.NONE);
    }

    @Test
    void thoseOfALaterVersionAreLeftOut() {
        assertThat(Attributes.of("verdict=1\nclient=192.0.2.7\nnoise"))
                .isEqualTo(Attributes.NONE.with(Attribute.CLIENT, "192.0.2.7"));
    }

    @Test
    void aValueCannotPassForAnotherAttributeAndIsBounded() {
        Attributes odd = Attributes.NONE.with(Attribute.HELO, "x\nclient=192.0.2.1\0");
        assertThat(odd.get(Attribute.HELO)).contains("x?client=192.0.2.1?");
        assertThat(Attributes.of(odd.text()).get(Attribute.CLIENT)).isEmpty();

        assertThat(Attributes.NONE.with(Attribute.PROTOCOL, "x".repeat(1000)).get(Attribute.PROTOCOL))
                .contains("x".repeat(32));
        assertThatThrownBy(() -> Attributes.of("x".repeat(Attributes.LONGEST_TEXT + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attributes of a message: have 4001 characters, must have at most 4000");
    }

    @Test
    void theOthersCountWhereBothHaveAValue() {
        Attributes others = Attributes.NONE.with(Attribute.PROTOCOL, "UTF8SMTP");
        assertThat(SOME.with(others).text()).isEqualTo("client=192.0.2.7\nhelo=a=b.example\nprotocol=UTF8SMTP");
        assertThat(others.with(SOME).get(Attribute.PROTOCOL)).contains("ESMTP");
    }

    @Test
    void theLongestTextHasRoomForAllValues() {
        Attributes longest = Attributes.NONE;
        for (Attribute attribute : Attribute.values()) {
            longest = longest.with(attribute, "x".repeat(1000));
        }
        assertThat(longest.text()).hasSizeLessThan(Attributes.LONGEST_TEXT);
        assertThat(Attributes.of(longest.text())).isEqualTo(longest);
    }

    @Test
    void stayWithAnEnvelopeThatIsMadeOfAnotherOne() {
        Envelope envelope = new Envelope("a@x", List.of("b@y", "c@y"), SOME);
        assertThat(envelope.to(List.of("c@y")).from("d@z")).isEqualTo(new Envelope("d@z", List.of("c@y"), SOME));
        assertThat(new Attributes(Map.of()).values()).isEmpty();
    }
}
