/**
 * A mail server for integration tests: {@link ee.qmail.test.server.QmailServer} starts it,
 * {@link ee.qmail.test.server.RunningServer} is it in the hands of a test.
 */
package ee.qmail.test.server;
