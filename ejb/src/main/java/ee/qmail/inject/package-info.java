/**
 * qmail-inject: messages of applications, of the REST API, of connections and of the maildrop are completed and go
 * into the queue. All ways meet in {@code Injection} and {@link ee.qmail.queue.QmailQueue}.
 */
package ee.qmail.inject;
