/** What a connection meets before its session: the header of a proxy, and TLS. */
package ee.qmail.rar.entrance;
