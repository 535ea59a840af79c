/**
 * qmail-smtpd's decisions: which client may connect, which may relay, which recipients are taken ({@link
 * ee.qmail.smtpd.SmtpAdmission}), and lists of blocked addresses. The protocol itself is in {@code ee.qmail.smtp}.
 *
 * <p>Methods that end in {@code AtOnce} run on an event loop and answer from memory.
 */
package ee.qmail.smtpd;
