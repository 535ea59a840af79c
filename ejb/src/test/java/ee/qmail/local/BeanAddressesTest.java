package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.application.BeansFile;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.deferred.Qread;
import ee.qmail.directory.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeanAddressesTest {
    @TempDir
    private Path directory;

    private final FakeConsumer bean = new FakeConsumer("orders@*");
    private Path file;
    private BeanAddresses addresses;

    @BeforeEach
    void deploy() throws IOException {
        file = directory.resolve("beans");
        Files.writeString(file, "orders@*\norders@*:commit\nold@*\nold@*:commit\n");
        MailConsumerRegistry.add(bean);
        addresses = new BeanAddresses(new BeansFile(file, warning -> {}), new Qread() {
            @Override
            public Map<String, Long> waitingForApplications() {
                return Map.of("old@example.org", 2L, "old@example.net", 1L, "other@example.org", 7L);
            }
        });
    }

    @AfterEach
    void undeploy() {
        MailConsumerRegistry.remove(bean);
    }

    @Test
    void eachLineHasABeanOrTheTimeSinceWhichItHasNone() {
        assertThat(addresses.list())
                .extracting(
                        BeanAddresses.Line::pattern,
                        BeanAddresses.Line::answer,
                        BeanAddresses.Line::bean,
                        BeanAddresses.Line::waiting)
                .containsExactly(
                        tuple("orders@*", "queue", "bean of a test", 0L),
                        tuple("orders@*", "commit", null, 0L),
                        tuple("old@*", "queue", null, 3L),
                        tuple("old@*", "commit", null, 3L));
        assertThat(addresses.list().get(0).absentSince()).isNull();
        Instant now = Instant.now();
        assertThat(addresses.list().get(2).absentSince()).isBefore(now);

        MailConsumerRegistry.remove(bean);
        assertThat(addresses.list().get(0).absentSince()).isAfterOrEqualTo(now);
    }

    @Test
    void onlyLinesWithoutABeanAreTakenOut() {
        addresses.forget("OLD@*");
        assertThat(file).hasContent("orders@*\norders@*:commit\n");
        addresses.forget("orders@*");
        assertThat(file).hasContent("orders@*\n");
    }

    @Test
    void whatCannotBeTakenOutIsNamed() throws IOException {
        Files.writeString(file, "orders@*\n");
        BeanAddresses only = new BeanAddresses(new BeansFile(file, warning -> {}), new Qread() {});
        assertThatThrownBy(() -> only.forget("orders@*"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("pattern orders@*: is that of a deployed bean of a test, which would enter it again;"
                        + " must be one of an application that is gone");
        assertThatThrownBy(() -> only.forget("nobody@*"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("pattern nobody@*: is not in users/beans");
        assertThatThrownBy(() -> only.forget("nobody"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be an address");
        assertThat(file).hasContent("orders@*\n");
    }
}
