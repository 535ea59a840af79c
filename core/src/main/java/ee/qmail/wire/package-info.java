/**
 * The common part of the SMTP and POP3 engines: command lines, verbs, replies, and a connection that goes from state to
 * state. It knows no socket, thread or logger.
 */
package ee.qmail.wire;
