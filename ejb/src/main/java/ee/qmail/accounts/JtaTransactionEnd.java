package ee.qmail.accounts;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** {@link TransactionEnd} under JTA. */
@ApplicationScoped
class JtaTransactionEnd implements TransactionEnd {
    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry registry;

    @Override
    public void onCommit(Runnable action) {
        after(Status.STATUS_COMMITTED, action);
    }

    @Override
    public void onRollback(Runnable action) {
        after(Status.STATUS_ROLLEDBACK, action);
    }

    private void after(int outcome, Runnable action) {
        registry.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // nothing to do before the outcome is known
            }

            @Override
            public void afterCompletion(int status) {
                if (status == outcome) {
                    action.run();
                }
            }
        });
    }
}
