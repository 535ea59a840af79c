/**
 * The queue as all modules know it: ids ({@link ee.qmail.queue.QueueId}), where mail goes ({@link
 * ee.qmail.queue.Rewriting}), when it is tried again ({@link ee.qmail.queue.RetrySchedule}), the outcome of an attempt
 * ({@link ee.qmail.queue.DeliveryReport}), and the embedded broker as the beans see it ({@link
 * ee.qmail.queue.InProcessBroker}).
 *
 * <p>It knows JMS by the names of destinations only. The registries of the broker are static and safe for use by
 * several threads.
 */
package ee.qmail.queue;
