package ee.qmail.accounts;

/** Runs work on disk when the current transaction has ended. */
interface TransactionEnd {
    /** @param action runs after the commit; must not throw */
    void onCommit(Runnable action);

    /** @param action runs after a rollback; must not throw */
    void onRollback(Runnable action);
}
