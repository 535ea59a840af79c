package ee.qmail.tls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/** What binds a log-in to the TLS session that it is made in (RFC 5056): values that another session does not have. */
public final class ChannelBindings {
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int LENGTH = 32;
    /** From Java 25 on. */
    private static final Method EXPORT = exportMethod();

    private ChannelBindings() {}

    private static Method exportMethod() {
        try {
            return ExtendedSSLSession.class.getMethod(
                    "exportKeyingMaterialData", String.class, byte[].class, int.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** {@code tls-exporter} (RFC 9266); null where this Java or the session cannot tell it. */
    public static byte[] exporter(SSLSession session) {
        if (EXPORT == null) {
            return null;
        }
        try {
            return (byte[]) EXPORT.invoke(session, LABEL, new byte[0], LENGTH);
        } catch (InvocationTargetException | IllegalAccessException e) {
            return null; // a session of TLS 1.2 without the extended master secret, for one
        }
    }

    /** {@code tls-server-end-point} (RFC 5929 4.1): the hash of this server's certificate; null if it showed none. */
    public static byte[] serverEndPoint(SSLSession session) {
        Certificate[] shown = session.getLocalCertificates();
        if (shown == null || !(shown[0] instanceof X509Certificate certificate)) {
            return null;
        }
        try {
            return MessageDigest.getInstance(digestOf(certificate.getSigAlgName()))
                    .digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            return null; // a signature whose hash has no name here
        }
    }

    /** That of its signature, but for those that are too weak. */
    private static String digestOf(String signature) {
        String hash = signature.toUpperCase(Locale.ROOT).replaceAll("WITH.*", "");
        return hash.equals("MD5") || hash.equals("SHA1") || !hash.startsWith("SHA")
                ? "SHA-256"
                : hash.replaceFirst("^SHA(?=\\d)", "SHA-");
    }
}
