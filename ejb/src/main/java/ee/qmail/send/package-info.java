/**
 * qmail-send: one attempt at a job ({@link ee.qmail.send.DeliveryPass}), what follows from it ({@link
 * ee.qmail.send.Settlement}), the rows of jobs that wait ({@link ee.qmail.send.DeferredStore}), the schedule of their
 * next attempts ({@link ee.qmail.send.QmailSend}), and bounces.
 *
 * <p>It runs outside of the JTA transaction of its callers: the order of commits is what keeps a message, see
 * INTERNALS.md.
 */
package ee.qmail.send;
