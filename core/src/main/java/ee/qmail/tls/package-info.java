/**
 * The certificates of this server and its side of TLS: files in PEM under {@code control} ({@link ee.qmail.tls.ServerCertificates}), watched
 * and exchanged while connections stay, the self-made one of a first start, and the policy ({@link ee.qmail.tls.TlsPolicy}). It knows the JDK's
 * provider and no sockets.
 */
package ee.qmail.tls;
