/**
 * The port of POP3: its activation spec, and the session of {@code core} on a connection.
 */
package ee.qmail.rar.pop3;
