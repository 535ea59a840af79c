/**
 * qmail-rspawn and qmail-remote: {@link ee.qmail.remote.QmailRemote} takes jobs from the queue, {@link
 * ee.qmail.remote.RemoteDelivery} finds the hosts of a domain, talks to them by SMTP in their order, and reports on
 * each recipient.
 *
 * <p>A delivery blocks its thread, for two hours at most.
 */
package ee.qmail.remote;
