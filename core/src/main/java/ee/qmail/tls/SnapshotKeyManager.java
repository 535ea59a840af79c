package ee.qmail.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Gives each handshake its key and certificate from the snapshot of that moment. An alias stays good for as long as anybody has it, so that a
 * handshake gets the key of the certificate that it chose, however often they are exchanged meanwhile. Safe for use by several threads.
 */
final class SnapshotKeyManager extends X509ExtendedKeyManager {
    private final Supplier<CertificateSnapshot> snapshots;
    private final Map<String, KeyEntry> chosen = Collections.synchronizedMap(new WeakHashMap<>());
    private final AtomicLong count = new AtomicLong();

    SnapshotKeyManager(Supplier<CertificateSnapshot> snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        KeyEntry entry = snapshots.get().find(askedName(engine.getHandshakeSession()), keyType);
        if (entry == null) {
            return null;
        }
        // a string that nobody else has: the map forgets it when the handshake does
        String alias = Long.toString(count.incrementAndGet());
        chosen.put(alias, entry);
        return alias;
    }

    /** The host that the client asked for (SNI); null for none. */
    static String askedName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        KeyEntry entry = chosen.get(alias);
        return entry == null ? null : entry.chainArray();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        KeyEntry entry = chosen.get(alias);
        return entry == null ? null : entry.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null; // asked by nobody: the choice depends on the client
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null; // engines only
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null; // servers only
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null; // servers only
    }
}
