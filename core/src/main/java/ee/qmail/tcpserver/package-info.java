/**
 * Clients that may connect, by address: the rules of tcpserver ({@link ee.qmail.tcpserver.TcpRules}, {@code control/tcp.smtp}), the
 * numeric addresses they are about, and the proxies that are believed.
 */
package ee.qmail.tcpserver;
