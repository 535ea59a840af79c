/**
 * The destinations of mail and the times of its attempts: what an address becomes by the control files ({@link ee.qmail.routing.Rewriting}), what an alias or a
 * {@code .qmail} line may lead to ({@link ee.qmail.routing.ForwardTarget}), VERP ({@link ee.qmail.routing.Verp}), and the time of the
 * next attempt ({@link ee.qmail.routing.RetrySchedule}). Plain computation, safe for use by several threads.
 */
package ee.qmail.routing;
