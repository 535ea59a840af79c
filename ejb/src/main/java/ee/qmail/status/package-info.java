/**
 * The state of the server for console, REST API and health check: counts of the queue, and services.
 */
package ee.qmail.status;
