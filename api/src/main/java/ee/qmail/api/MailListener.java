package ee.qmail.api;

/**
 * A message-driven bean that takes mail.
 *
 * <pre>{@code
 * @MessageDriven(messageListenerInterface = MailListener.class, activationConfig = {
 *     @ActivationConfigProperty(propertyName = "recipient", propertyValue = "orders@example.org")
 * })
 * public class Orders implements MailListener { ... }
 * }</pre>
 *
 * <p><b>Activation.</b> The adapter is called {@code qmail}, which a descriptor of the application server's tells of a bean: docs/beans.md. {@code recipient}: one or more addresses, separated by commas, in which {@code *} stands for any text
 * ({@code orders@*}, {@code *@shop.example.org}). The domain must be one of this server's. A bean goes before mailboxes and
 * aliases of the same address; of several beans the one whose pattern says most gets the mail. {@code answer}:
 *
 * <ul>
 *   <li>{@code queue} (default): the mail is accepted and queued first. It counts as delivered when the transaction of the bean
 *       has committed. If that fails it is tried again at the times of qmail-send, for a week
 *       (control/queuelifetime), then bounced.
 *   <li>{@code commit}: the SMTP client gets its 250 when the transaction has committed, 451 if it did not, and 550 with
 *       the reason of a {@link MailRejectedException}. Such a recipient must be the only one of its message (others are answered 452,
 *       and sent to apart from it). Mail that comes another way than by SMTP is delivered from the queue.
 * </ul>
 *
 * <p><b>Transactions.</b> The method runs in a JTA transaction unless the bean says otherwise. Its commit and the end of the
 * delivery are two steps: if the server dies between them, the bean gets the mail again, with the same {@link InboundMail#key()}.
 * A bean that must not act twice keeps the key with the rows that it writes.
 *
 * <p><b>Threads and time.</b> Several calls at a time, on different instances, each on a thread of the server: at most {@code concurrency} (4, from 1 to 24),
 * and as many as its application may have (docs/beans.md). {@code timeout}: seconds that a call may take (600, up to 3,600; 60, up to 600 for
 * {@code commit}). After them the delivery counts as failed and the sender or the queue is answered; the thread is left alone, and the transaction is rolled back when
 * the method returns.
 */
public interface MailListener {
    /**
     * Takes one message for one recipient.
     *
     * @param mail valid until the method returns, or its time is over
     * @throws MailRejectedException if the mail is not wanted: the transaction is rolled back, and the sender is told
     *     why
     */
    void onMail(InboundMail mail) throws MailRejectedException;
}
