package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.SmtpListener;
import jakarta.transaction.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private final FakeListener bean = new FakeListener();
    private final FakeEndpointFactory factory = new FakeEndpointFactory(bean);
    private final Endpoints<SmtpListener> endpoints = new Endpoints<>(SmtpListener.class, factory, factory);

    private void call() throws Endpoints.DeliveryException {
        endpoints.call(endpoints.method("accept", List.class), listener -> {
            listener.accept(List.of());
            return null;
        });
    }

    @Test
    void aCallStandsBetweenBeforeAndAfterDelivery() throws Exception {
        call();
        call();

        assertThat(factory.calls)
                .containsExactly(
                        "create",
                        "beforeDelivery",
                        "accept",
                        "afterDelivery",
                        "beforeDelivery",
                        "accept",
                        "afterDelivery");
    }

    private Optional<String> callAtOnce() throws Endpoints.DeliveryException {
        return endpoints.callAtOnce(endpoints.method("accept", List.class), listener -> {
            listener.accept(List.of());
            return Optional.of("said");
        });
    }

    @Test
    void aCallThatMustNotWaitIsEmptyUntilAnEndpointIsIdle() throws Exception {
        assertThat(callAtOnce()).isEmpty();
        assertThat(factory.calls).isEmpty();

        call();
        assertThat(callAtOnce()).contains("said");
        assertThat(callAtOnce()).contains("said");
        assertThat(factory.calls).containsOnlyOnce("create");
    }

    @Test
    void anEndpointThatIsBusyIsNotWaitedFor() throws Exception {
        call();
        endpoints.call(endpoints.method("accept", List.class), listener -> {
            try {
                assertThat(callAtOnce()).isEmpty();
            } catch (Endpoints.DeliveryException e) {
                throw new IllegalStateException(e);
            }
            return null;
        });
    }

    @Test
    void afterDeliveryComesEvenWhenTheBeanThrowsAndTheEndpointIsNotUsedAgain() {
        bean.fails = messages -> true;

        assertThatThrownBy(this::call).isInstanceOf(Endpoints.DeliveryException.class);

        assertThat(factory.calls).containsExactly("create", "beforeDelivery", "accept", "afterDelivery", "release");
    }

    @Test
    void aCommittedTransactionIsASuccess() {
        factory.transacted = true;
        assertThatCode(this::call).doesNotThrowAnyException();
    }

    @Test
    void aSilentRollbackIsAFailure() {
        factory.transacted = true;
        factory.outcome = Status.STATUS_ROLLEDBACK;

        assertThatThrownBy(this::call)
                .isInstanceOf(Endpoints.DeliveryException.class)
                .hasMessageContaining("rolled back");
        assertThat(factory.calls).as("the server's pool has it again").endsWith("release");
    }

    @Test
    void anOutcomeThatIsNotKnownIsAFailure() {
        factory.transacted = true;
        factory.outcome = Status.STATUS_UNKNOWN;

        assertThatThrownBy(this::call).isInstanceOf(Endpoints.DeliveryException.class);
    }

    @Test
    void aContainerWithoutAFreeBeanIsAFailureThatPasses() throws Exception {
        factory.unavailable = true;
        assertThatThrownBy(this::call).isInstanceOf(Endpoints.DeliveryException.class);

        factory.unavailable = false;
        call();
        assertThat(bean.accepted).hasSize(1);
    }

    @Test
    void anErrorIsAFailureAndTheEndpointGoesBackToThePool() {
        bean.fails = messages -> true;
        bean.failure = () -> new StackOverflowError("planned");

        for (int i = 0; i < 2 * Endpoints.MAX; i++) {
            assertThatThrownBy(this::call)
                    .isInstanceOf(Endpoints.DeliveryException.class)
                    .hasCauseInstanceOf(StackOverflowError.class);
        }
        assertThat(factory.calls).endsWith("create", "beforeDelivery", "accept", "afterDelivery", "release");
    }
}
