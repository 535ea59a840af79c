package ee.qmail.broker;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.attempts.WorkNotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.Xid;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerResourcePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * The names of the transactions that come from this process, in a file that outlives it: their manager keeps no record, so one that was prepared when
 * the process died is told neither to commit nor to roll back. Those that come by the port are for their own managers to end.
 * Safe for use by several threads.
 */
final class OwnTransactions implements ActiveMQServerResourcePlugin {
    private final WorkNotes notes;
    /** Of the process before; noted until they are settled, since this one may die while it starts. */
    private final Map<String, AttemptMarks.Mark> left = new HashMap<>();

    private OwnTransactions(WorkNotes notes, List<String> before) {
        this.notes = notes;
        before.forEach(name -> left.put(name, notes.begin(name)));
    }

    /** @param directory of the broker */
    static OwnTransactions open(Path directory) {
        List<String> before = new ArrayList<>();
        return new OwnTransactions(WorkNotes.open(directory.resolve("jms/transactions"), before::add), before);
    }

    @Override
    public void beforePutTransaction(Xid xid, Transaction transaction, RemotingConnection connection) {
        if (connection == null || !(connection.getTransportConnection() instanceof InVMConnection)) {
            return;
        }
        AttemptMarks.Mark mark = notes.begin(name(xid));
        // when the journal has the end of it; the broker forgets its name before that
        transaction.addOperation(new TransactionOperationAbstract() {
            @Override
            public void afterCommit(Transaction ended) {
                mark.close();
            }

            @Override
            public void afterRollback(Transaction ended) {
                mark.close();
            }
        });
    }

    private static String name(Xid xid) {
        HexFormat hex = HexFormat.of();
        return xid.getFormatId() + ":" + hex.formatHex(xid.getGlobalTransactionId()) + ":"
                + hex.formatHex(xid.getBranchQualifier());
    }

    /** Tells whether it came from the process before. */
    boolean isLeft(Xid xid) {
        return left.containsKey(name(xid));
    }

    /** All of the process before have ended. */
    void settled() {
        left.values().forEach(AttemptMarks.Mark::close);
        left.clear();
    }
}
