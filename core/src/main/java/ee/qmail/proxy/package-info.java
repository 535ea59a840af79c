/**
 * The header with which a proxy in front of the mail ports begins a connection, and tells whose connection it is: haproxy's PROXY protocol, versions 1 and 2
 * (PROXY-1 to PROXY-3), without I/O.
 */
package ee.qmail.proxy;
