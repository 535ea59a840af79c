/**
 * What the engines of SMTP and POP3 share: command lines, verbs, replies, and a connection that goes from state to state.
 * It knows no socket, thread or logger.
 */
package ee.qmail.wire;
