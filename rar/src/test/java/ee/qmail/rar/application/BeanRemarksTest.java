package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.address.AddressPattern;
import ee.qmail.api.MailListener;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.FakeEndpointFactory;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeanRemarksTest {
    private static final String BEAN = "bean ee.qmail.api.MailListener (shop): recipient ";

    private final BeanRemarks remarks = new BeanRemarks(Controls.of(Map.of(
            Setting.ME, "me.example\n",
            Setting.LOCALS, "example.org\n",
            Setting.VIRTUALDOMAINS, "shop.example:shop\nana@far.example:ana\n")));

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "recipient", propertyValue = "a@*"),
                @ActivationConfigProperty(propertyName = "anwser", propertyValue = "commit"),
                @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "qmail"),
                @ActivationConfigProperty(propertyName = "concurrency", propertyValue = "2"),
                @ActivationConfigProperty(propertyName = "timeout", propertyValue = "2")
            })
    private static final class Misspelled {}

    @Test
    void aPropertyThatIsNotKnownIsNamed() {
        assertThat(BeanRemarks.onProperties(Misspelled.class, "bean Misspelled"))
                .containsExactly("bean Misspelled: activation property 'anwser' is not known and has no effect:"
                        + " must be one of recipient, answer, concurrency, timeout, resourceAdapter");
        assertThat(BeanRemarks.onProperties(BeanRemarksTest.class, "no bean")).isEmpty();
    }

    private static MailBean bean(String pattern) {
        FakeEndpointFactory container = new FakeEndpointFactory(MailListener.class, mail -> {});
        return new MailBean(
                new Endpoints<>(MailListener.class, container, container),
                FakeCalls.of(Runnable::run, System::nanoTime, line -> {}),
                AddressPattern.parse(pattern),
                new MailActivationSpec(),
                new BeanCounts(InstantSource.system()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders@example.org",
                "order-*@shop.example",
                "orders@*",
                "ana@far.example",
                "postmaster@example.org",
                "postmaster@me.example"
            })
    void patternsThatAreMeantHaveNone(String pattern) {
        assertThat(remarks.on(bean(pattern))).isEmpty();
    }

    @Test
    void aPatternThatTakesPostmasterIsTold() {
        assertThat(remarks.on(bean("*@example.org")))
                .singleElement()
                .satisfies(remark ->
                        assertThat(remark).startsWith(BEAN + "'*@example.org' takes the mail of postmaster too"));
        assertThat(remarks.on(bean("post*@*"))).hasSize(1);
    }

    @Test
    void aDomainThatIsNotDeliveredForIsTold() {
        assertThat(remarks.on(bean("orders@exmaple.org")))
                .singleElement()
                .satisfies(remark -> assertThat(remark)
                        .startsWith(BEAN + "'orders@exmaple.org' has a domain that this server does not deliver for")
                        .contains("control/locals"));
    }

    @Test
    void theSamePatternOfAnotherBeanIsTold() {
        MailBean first = bean("orders@example.org");
        MailConsumerRegistry.add(first);
        try {
            assertThat(remarks.on(bean("Orders@Example.org")))
                    .isEqualTo(List.of(BEAN
                            + "'orders@example.org' is also that of bean ee.qmail.api.MailListener (shop), which gets the mail as long as it is there:"
                            + " each bean must have addresses of its own"));
        } finally {
            MailConsumerRegistry.remove(first);
        }
    }
}
