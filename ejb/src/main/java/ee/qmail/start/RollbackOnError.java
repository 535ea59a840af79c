package ee.qmail.start;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;

/**
 * Rolls the transaction back when an {@link Error} leaves a bean. Jakarta Transactions (3.7) speaks of exceptions only, and Payara's
 * interceptor commits what was done before an Error.
 */
abstract class RollbackOnError {
    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    @AroundInvoke
    Object invoke(InvocationContext invocation) throws Exception {
        try {
            return invocation.proceed();
        } catch (Error e) {
            transaction.setRollbackOnly();
            throw e;
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
