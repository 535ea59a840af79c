/**
 * The one way into the queue, {@link ee.qmail.queue.QmailQueue}: a message is routed, becomes jobs, and a unit of jobs
 * and events is stored by {@link ee.qmail.queue.Outbox}, whole or not at all. Here also is the form of jobs, tickets
 * and events as JMS messages.
 */
package ee.qmail.queue;
