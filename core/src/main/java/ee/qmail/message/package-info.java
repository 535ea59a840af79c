/**
 * A message and what becomes of it: its {@link ee.qmail.message.Envelope}, its text as a {@link ee.qmail.message.Body}, in memory
 * or spooled to a file, its {@link ee.qmail.message.QueueId}, and the report on each recipient ({@link
 * ee.qmail.message.DeliveryReport}). Everything else is built on it, and it knows nothing of the rest.
 */
package ee.qmail.message;
