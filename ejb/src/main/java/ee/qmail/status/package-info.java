/**
 * The state of the server for console, REST API and health check: counts of the queue, services, and the history of
 * deliveries. The history is written in the background, and holds up no mail.
 */
package ee.qmail.status;
