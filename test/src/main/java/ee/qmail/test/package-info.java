/**
 * For the tests of applications that take and send mail: {@link ee.qmail.test.InboundMails} for a bean without a
 * server, {@link ee.qmail.test.server.QmailServer} for a server of its own.
 */
package ee.qmail.test;
