package ee.qmail.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPatternTest {
    @ParameterizedTest
    @CsvSource({
        "orders@example.org, Orders@Example.ORG, true",
        "orders@example.org, order@example.org, false",
        "orders@*, orders@shop.example, true",
        "*@shop.example.org, any.body@shop.example.org, true",
        "*@shop.example.org, a@b@shop.example.org, false",
        "order-*@example.org, order-17@example.org, true",
        "a.b@example.org, axb@example.org, false",
        "orders@b\u00fccher.example, Orders@XN--BCHER-KVA.example, true",
        "*@xn--bcher-kva.example, ana@B\u00dcCHER.example, true",
        "orders@*.b\u00fccher.example, orders@shop.xn--bcher-kva.example, true",
        "orders@example.org., orders@example.org, true"
    })
    void aStarStandsForAnyText(String pattern, String address, boolean matches) {
        assertThat(AddressPattern.parse(pattern).matches(address)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "orders", "@example.org", "orders@", "a@b@c", "a b@c", "a:b@c", "a@\u2603%\u00fc"})
    void anInvalidPatternIsNamedInTheError(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressPattern.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @Test
    void theMostExactComesFirst() {
        List<AddressPattern> patterns = AddressPattern.parseAll("*@*, orders@*  orders@example.org,*@example.org");
        assertThat(patterns.stream().sorted(AddressPattern.MAX_EXACT).map(AddressPattern::toString))
                .containsExactly("orders@example.org", "*@example.org", "orders@*", "*@*");
    }
}
