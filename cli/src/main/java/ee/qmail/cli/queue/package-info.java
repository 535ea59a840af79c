/** Commands for much of the queue at once, for domains that nothing is sent to, and for what needs somebody. */
package ee.qmail.cli.queue;
