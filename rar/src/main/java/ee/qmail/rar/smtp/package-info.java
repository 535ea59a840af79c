/**
 * The port of SMTP: its activation spec, and the session of {@code core} on a connection.
 */
package ee.qmail.rar.smtp;
