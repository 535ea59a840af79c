package ee.qmail.rar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.MailListener;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.rar.application.MailActivationSpec;
import ee.qmail.rar.listener.FakeEndpointFactory;
import jakarta.resource.ResourceException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmailResourceAdapterTest {
    private static final String ADDRESS =
            "must be an address, in which * stands for any text: orders@example.org, orders@*, *@shop.example.org";

    private final FakeEndpointFactory container = new FakeEndpointFactory(MailListener.class, mail -> {});
    private final QmailResourceAdapter adapter = new QmailResourceAdapter();

    @BeforeEach
    void start() throws ResourceException {
        adapter.start(container);
    }

    /** Not every container asks a specification whether it is valid. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "orders@example.org | Commit | answer 'Commit': must be queue or commit",
                "orders@example.org | '' | answer '': must be queue or commit",
                "orders@example.org | null | answer 'null': must be queue or commit",
                "null | queue | recipient: missing",
                "' ' | queue | recipient: missing",
                "orders | queue | recipient 'orders': ADDRESS",
                "@example.org | queue | recipient '@example.org': ADDRESS",
                "orders@ | queue | recipient 'orders@': ADDRESS",
                "* | queue | recipient '*': ADDRESS",
                "a@b@example.org | queue | recipient 'a@b@example.org': ADDRESS",
                "mailto:a@example.org | queue | recipient 'mailto:a@example.org': ADDRESS",
                "'Ana <a@example.org>' | queue | recipient 'Ana': ADDRESS",
                "'a@example.org, b' | queue | recipient 'b': ADDRESS",
                "'a@example.org;b@example.org' | queue | recipient 'a@example.org;b@example.org': ADDRESS",
            })
    void aBeanWithAWrongPropertyIsNotActivatedAndNamed(String recipient, String answer, String reason) {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipient(recipient);
        spec.setAnswer(answer);
        assertThatThrownBy(() -> adapter.endpointActivation(container, spec))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith("bean ee.qmail.api.MailListener (shop): " + reason.replace("ADDRESS", ADDRESS));
        assertThat(MailConsumerRegistry.all()).isEmpty();
    }
}
