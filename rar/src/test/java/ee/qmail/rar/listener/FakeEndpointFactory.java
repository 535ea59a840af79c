package ee.qmail.rar.listener;

import ee.qmail.contract.SmtpListener;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.transaction.xa.XAResource;

/** A container with one bean: records the calls, ends the transaction as it is told. */
public final class FakeEndpointFactory implements MessageEndpointFactory, BootstrapContext {
    final List<String> calls = new CopyOnWriteArrayList<>();
    public boolean transacted;
    public boolean unavailable;
    public boolean rollbackOnly;
    public Runnable commit = () -> {};
    public int outcome = Status.STATUS_COMMITTED;
    private final Class<?> type;
    private final Object bean;
    private Synchronization synchronization;

    public FakeEndpointFactory(SmtpListener bean) {
        this(SmtpListener.class, bean);
    }

    public <L> FakeEndpointFactory(Class<L> type, L bean) {
        this.type = type;
        this.bean = bean;
    }

    public boolean isCalled() {
        return !calls.isEmpty();
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
        if (unavailable) {
            throw new UnavailableException("planned");
        }
        calls.add("create");
        InvocationHandler handler = (proxy, method, arguments) -> invoke(method, arguments);
        return (MessageEndpoint) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MessageEndpoint.class, type}, handler);
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        calls.add(method.getName());
        if (method.getDeclaringClass() == type) {
            try {
                return method.invoke(bean, arguments);
            } catch (java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
            }
        }
        if (method.getName().equals("afterDelivery") && synchronization != null) {
            if (!rollbackOnly) {
                synchronization.beforeCompletion();
            }
            if (!rollbackOnly) {
                commit.run();
            }
            synchronization.afterCompletion(rollbackOnly ? Status.STATUS_ROLLEDBACK : outcome);
            synchronization = null;
        }
        return null;
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
        return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
        return transacted;
    }

    @Override
    public String getActivationName() {
        return "shop";
    }

    @Override
    public Class<?> getEndpointClass() {
        return type;
    }

    @Override
    public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
        InvocationHandler handler = (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "getTransactionStatus" -> {
                    return synchronization == null ? Status.STATUS_NO_TRANSACTION : Status.STATUS_ACTIVE;
                }
                case "setRollbackOnly" -> rollbackOnly = true;
                default -> synchronization = (Synchronization) arguments[0];
            }
            return null;
        };
        return (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TransactionSynchronizationRegistry.class}, handler);
    }

    @Override
    public WorkManager getWorkManager() {
        throw new UnsupportedOperationException();
    }

    @Override
    public XATerminator getXATerminator() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Timer createTimer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> type) {
        return false;
    }
}
