/**
 * Messages that are handed in: those of applications, of the REST API, of connections and of the maildrop are completed
 * as qmail-inject does and go into the queue. All ways meet in {@code Injection} and
 * {@link ee.qmail.queue.QmailQueue}.
 */
package ee.qmail.submission;
