package ee.qmail.users;

/** What is done on disk when the fate of the current transaction is known. */
interface TransactionEnd {
    /** @param action runs after the commit; must not throw */
    void onCommit(Runnable action);

    /** @param action runs after a rollback; must not throw */
    void onRollback(Runnable action);
}
