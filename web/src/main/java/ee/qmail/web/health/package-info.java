/**
 * {@code /health/live} and {@code /health/ready}, without a password: whether the server works, and which part does
 * not.
 */
package ee.qmail.web.health;
