/**
 * The one way into the queue, {@link ee.qmail.queue.QmailQueue}: a message is routed and becomes jobs, one for each
 * place, which are stored whole or not at all.
 */
package ee.qmail.queue;
