package ee.qmail.contract;

import java.io.Serializable;

/**
 * The TLS session of a connection.
 *
 * @param version such as {@code TLSv1.3}
 * @param suite such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName the name that the client asked for (SNI), or null
 * @param resumed whether it continues an earlier session
 * @param certifiedAddress the mail address in the client's verified certificate, or null
 * @param certificateSubject whom the client's verified certificate is for, as RFC 2253 writes it, or null
 */
public record Tls(
        String version,
        String suite,
        String serverName,
        boolean resumed,
        String certifiedAddress,
        String certificateSubject)
        implements Serializable {}
