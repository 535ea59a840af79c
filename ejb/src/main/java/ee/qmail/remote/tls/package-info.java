/**
 * TLS with other mail servers, as their client: which of them it is spoken with and how their certificates are judged ({@link
 * ee.qmail.remote.tls.TlsRules}), and the engines of the JDK that speak it ({@link ee.qmail.remote.tls.TlsClient}). It knows no connection.
 */
package ee.qmail.remote.tls;
