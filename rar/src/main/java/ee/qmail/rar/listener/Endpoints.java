package ee.qmail.rar.listener;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Method;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Calls a listener bean: {@code beforeDelivery}, the method, {@code afterDelivery}, always paired. A call returns only
 * when the bean's transaction, if it has one, is known to have committed. What the bean throws, an {@link Error} too, is told as a
 * {@link DeliveryException}: somebody waits for an answer.
 *
 * <p>Endpoints are kept for the next call. There are never more than {@value #MAX} at a time, fewer than the beans an
 * application server pools by default; who comes later waits.
 */
public final class Endpoints<L> implements AutoCloseable {
    public static final int MAX = 24;

    /** The bean's transaction did not commit, or the bean could not be called. */
    public static final class DeliveryException extends Exception {
        private static final long serialVersionUID = 1L;

        DeliveryException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final Class<L> type;
    private final MessageEndpointFactory factory;
    private final TransactionSynchronizationRegistry registry;
    private final Deque<MessageEndpoint> idle = new ConcurrentLinkedDeque<>();
    private final Semaphore permits = new Semaphore(MAX);

    public Endpoints(Class<L> type, MessageEndpointFactory factory, BootstrapContext context) {
        this.type = type;
        this.factory = factory;
        this.registry = context.getTransactionSynchronizationRegistry();
    }

    /** The bean, for messages: its class, and the name that the server gave to its activation. */
    public static String nameOf(MessageEndpointFactory factory) {
        String activation = factory.getActivationName();
        String name = "bean " + factory.getEndpointClass().getName();
        return activation == null || activation.isBlank() ? name : name + " (" + activation + ")";
    }

    public String name() {
        return nameOf(factory);
    }

    /** The name that the server gave to the bean's activation; empty if there is none. */
    public String activation() {
        return Objects.requireNonNullElse(factory.getActivationName(), "").strip();
    }

    /** A listener method, looked up once by whoever calls it. */
    public Method method(String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + "." + name + ": no such method", e);
        }
    }

    /** The bean's class, with its annotations as far as the server shows them. */
    public Class<?> beanClass() {
        return factory.getEndpointClass();
    }

    /** What its beans have in common: their class loader. Another application has another one. */
    public Object application() {
        return Objects.requireNonNullElse(factory.getEndpointClass().getClassLoader(), factory);
    }

    public <T> T call(Method method, Function<L, T> body) throws DeliveryException {
        return call(method, body, () -> true);
    }

    /** @param mayCommit asked when the method has returned, before the bean's transaction, if it has one, commits; else that is rolled back */
    public <T> T call(Method method, Function<L, T> body, BooleanSupplier mayCommit) throws DeliveryException {
        permits.acquireUninterruptibly();
        try {
            MessageEndpoint endpoint = take();
            T result = deliver(endpoint, method, body, mayCommit);
            idle.push(endpoint);
            return result;
        } finally {
            permits.release();
        }
    }

    /**
     * The same without ever waiting, for a method that does not wait either.
     *
     * @return empty if no endpoint is idle, or if the bean says so
     */
    public <T> Optional<T> callAtOnce(Method method, Function<L, Optional<T>> body) throws DeliveryException {
        if (!permits.tryAcquire()) {
            return Optional.empty();
        }
        try {
            MessageEndpoint endpoint = idle.poll();
            if (endpoint == null) {
                return Optional.empty();
            }
            Optional<T> result = deliver(endpoint, method, body, () -> true);
            idle.push(endpoint);
            return result;
        } finally {
            permits.release();
        }
    }

    private MessageEndpoint take() throws DeliveryException {
        MessageEndpoint endpoint = idle.poll();
        if (endpoint != null) {
            return endpoint;
        }
        try {
            return factory.createEndpoint(null);
        } catch (ResourceException e) {
            throw new DeliveryException("no bean is free to answer", e);
        }
    }

    private <T> T deliver(MessageEndpoint endpoint, Method method, Function<L, T> body, BooleanSupplier mayCommit)
            throws DeliveryException {
        Completion completion = null;
        T result;
        try {
            endpoint.beforeDelivery(method);
            try {
                if (factory.isDeliveryTransacted(method)) {
                    completion = new Completion(mayCommit);
                    registry.registerInterposedSynchronization(completion);
                }
                result = body.apply(type.cast(endpoint));
            } catch (RuntimeException | Error e) {
                rollBack();
                endAfter(endpoint, e);
                throw e;
            }
            endpoint.afterDelivery();
        } catch (ResourceException | NoSuchMethodException | RuntimeException | Error e) {
            release(endpoint, e);
            throw new DeliveryException(type.getSimpleName() + "." + method.getName() + " failed", e);
        }
        if (completion != null && completion.status != Status.STATUS_COMMITTED) {
            DeliveryException rolledBack =
                    new DeliveryException(type.getSimpleName() + "." + method.getName() + " was rolled back", null);
            release(endpoint, rolledBack);
            throw rolledBack;
        }
        return result;
    }

    /** What goes wrong at the end is no reason to hide what went wrong before. */
    private static void endAfter(MessageEndpoint endpoint, Throwable failure) {
        try {
            endpoint.afterDelivery();
        } catch (ResourceException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /** Or the server's pool has one less for ever. */
    private static void release(MessageEndpoint endpoint, Throwable failure) {
        try {
            endpoint.release();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * A server commits what an application's exception breaks off, unless it has read the annotation of the exception; not all look
     * for that outside of the application's own archive.
     */
    private void rollBack() {
        if (registry.getTransactionStatus() == Status.STATUS_ACTIVE) {
            registry.setRollbackOnly();
        }
    }

    @Override
    public void close() {
        for (MessageEndpoint endpoint = idle.poll(); endpoint != null; endpoint = idle.poll()) {
            endpoint.release();
        }
    }

    /** A roll-back is silent otherwise: neither the bean's method nor {@code afterDelivery} tells. */
    private final class Completion implements Synchronization {
        private final BooleanSupplier mayCommit;
        private volatile int status = Status.STATUS_UNKNOWN;

        Completion(BooleanSupplier mayCommit) {
            this.mayCommit = mayCommit;
        }

        @Override
        public void beforeCompletion() {
            if (!mayCommit.getAsBoolean()) {
                registry.setRollbackOnly();
            }
        }

        @Override
        public void afterCompletion(int outcome) {
            status = outcome;
        }
    }
}
