/**
 * qmail-send: one attempt at a job ({@link ee.qmail.send.DeliveryPass}), its settlement
 * ({@link ee.qmail.send.Settlement}), and the schedule of the next attempts ({@link ee.qmail.send.QmailSend}).
 *
 * <p>It runs outside of the JTA transaction of its callers: the order of commits is what keeps a message, see
 * INTERNALS.md.
 */
package ee.qmail.send;
