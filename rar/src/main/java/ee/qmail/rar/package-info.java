/**
 * The resource adapter. It opens the ports of SMTP and POP3 with Netty, runs a session of the protocol engines of
 * {@code core} on each connection, and calls the beans for everything that a protocol does not decide by itself. It
 * also gives mail to beans of applications, and takes mail from their connections. No other module knows Netty.
 */
package ee.qmail.rar;
