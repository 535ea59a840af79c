package ee.qmail.start;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Rolls the transaction back when an {@link Error} leaves a bean. Jakarta Transactions (3.7) speaks of exceptions only, and Payara's
 * interceptor commits the work done before an Error.
 */
abstract class RollbackOnError {
    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";

    @AroundInvoke
    Object invoke(InvocationContext invocation) throws Exception {
        try {
            return invocation.proceed();
        } catch (Error e) {
            rollBack(e);
            throw e;
        }
    }

    /** Looked up, not injected: Payara Server does not find what is injected into an interceptor that another archive's call meets. */
    private static void rollBack(Error error) {
        try {
            InitialContext.<TransactionSynchronizationRegistry>doLookup(REGISTRY)
                    .setRollbackOnly();
        } catch (NamingException | RuntimeException e) {
            error.addSuppressed(e);
        }
    }

    /** Inside the container's own interceptor, which begins and ends the transaction. */
    @Interceptor
    @Transactional
    @Priority(Interceptor.Priority.LIBRARY_BEFORE)
    static class OfAnyTransaction extends RollbackOnError {}

    @Interceptor
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    @Priority(Interceptor.Priority.LIBRARY_BEFORE)
    static class OfNewTransaction extends RollbackOnError {}
}
