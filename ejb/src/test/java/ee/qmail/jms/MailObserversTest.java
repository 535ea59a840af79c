package ee.qmail.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.Queues;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.QueueId;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailObserversTest {
    private final List<MailEvent> told = new ArrayList<>();
    private final List<BrokerMessage> stored = new ArrayList<>();
    private final List<Synchronization> synchronizations = new ArrayList<>();
    private final JmsSender outbox = new JmsSender(
            null, new MailObservers(fake(BeanManager.class, this::resolve), fake(Event.class, this::fire)));
    private final Broker broker = new Broker();
    private boolean observed = true;
    private boolean throwing;
    private Error error;
    private int resolved;
    private int transaction = Status.STATUS_NO_TRANSACTION;

    /** Nobody listens to the topic. */
    private final class Broker extends IdleBroker {
        private boolean broken;
        private boolean never;

        @Override
        public void store(List<BrokerMessage> unit) throws IOException {
            if (broken) {
                throw new IOException("planned");
            }
            if (never) {
                throw new NeverStoredException("planned", null);
            }
            stored.addAll(unit);
        }
    }

    @BeforeEach
    void prepare() {
        InProcessBroker.RUNNING.add(broker);
        outbox.registry = fake(TransactionSynchronizationRegistry.class, (proxy, method, arguments) -> {
            if (method.getName().equals("getTransactionStatus")) {
                return transaction;
            }
            synchronizations.add((Synchronization) arguments[0]);
            return null;
        });
    }

    private Object resolve(Object proxy, Method method, Object[] arguments) {
        resolved++;
        ObserverMethod<?> one = fake(ObserverMethod.class, (p, m, a) -> 1);
        return observed ? Collections.singleton(one) : Set.of();
    }

    private Object fire(Object proxy, Method method, Object[] arguments) {
        told.add((MailEvent) arguments[0]);
        if (error != null) {
            throw error;
        }
        if (throwing) {
            throw new IllegalStateException("planned");
        }
        return null;
    }

    @SuppressWarnings("unchecked")
    private static <T> T fake(Class<?> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @AfterEach
    void stop() {
        InProcessBroker.RUNNING.remove(broker);
    }

    private static QueuedMessage event(int id) {
        return new MailEvent(
                        MailEvent.Kind.DELIVERED,
                        Instant.EPOCH,
                        new QueueId(id),
                        "a@example.org",
                        "b@example.net",
                        Attributes.NONE,
                        7,
                        Channel.LOCAL,
                        1,
                        "did 1+0+0",
                        Reports.success("b@example.net", "did 1+0+0"))
                .outgoing();
    }

    private static QueuedMessage dead() {
        return QueuedMessage.toQueue(Queues.DEAD, QueuedMessage.octets(Map.of(), Body.of("x")));
    }

    @Test
    void observersAreToldWhenTheUnitIsStoredAlsoIfNobodyListensToTheTopic() {
        outbox.send(List.of(dead(), event(1), event(2)));

        assertThat(stored).hasSize(1);
        assertThat(told).extracting(MailEvent::id).containsExactly(new QueueId(1), new QueueId(2));
    }

    @Test
    void doesNotTellUnitsThatAreNotStored() {
        broker.broken = true;
        assertThatThrownBy(() -> outbox.send(List.of(dead(), event(1)))).isInstanceOf(QueueException.class);
        assertThat(told).isEmpty();
    }

    @Test
    void anObserverThatThrowsChangesNothing() {
        throwing = true;
        outbox.send(List.of(dead(), event(1), event(2)));

        assertThat(stored).hasSize(1);
        assertThat(told).hasSize(2);
    }

    /** The unit is stored: whoever sent it must not send it again. */
    @Test
    void anErrorOfAnObserverChangesNothingEither() {
        error = new StackOverflowError("planned");
        outbox.send(List.of(dead(), event(1), event(2)));

        assertThat(stored).hasSize(1);
        assertThat(told).hasSize(2);
    }

    @Test
    void passesOnThatTheBrokerCanNeverStoreAUnit() {
        broker.never = true;
        assertThatThrownBy(() -> outbox.send(List.of(dead()))).isInstanceOf(NeverStoredException.class);
    }

    @Test
    void withoutObserversTheLookUpIsMadeOnce() {
        observed = false;
        outbox.send(List.of(event(1)));
        outbox.send(List.of(event(2)));

        assertThat(told).isEmpty();
        assertThat(resolved).isEqualTo(1);
    }

    @Test
    void inATransactionTheyAreToldAfterItsCommit() {
        transaction = Status.STATUS_ACTIVE;
        outbox.send(List.of(event(1)));
        outbox.send(List.of(event(2)));
        assertThat(told).isEmpty();

        synchronizations.get(0).afterCompletion(Status.STATUS_COMMITTED);
        synchronizations.get(1).afterCompletion(Status.STATUS_ROLLEDBACK);

        assertThat(told).extracting(MailEvent::id).containsExactly(new QueueId(1));
    }
}
