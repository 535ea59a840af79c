package ee.qmail.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** A client and a server of TLS without a socket between them. */
final class HandshakePair {
    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(65_536);
    private final ByteBuffer toClient = ByteBuffer.allocate(65_536);

    private HandshakePair(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** A client that trusts everybody. */
    static SSLContext client(KeyEntry own) {
        try {
            KeyManager[] keys = null;
            if (own != null) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("own", own.key(), new char[0], own.chainArray());
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
                factory.init(store, new char[0]);
                keys = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static HandshakePair of(SSLContext client, SSLEngine server, Consumer<SSLParameters> wishes) {
        SSLEngine engine = client.createSSLEngine("server", 1);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        wishes.accept(parameters);
        engine.setSSLParameters(parameters);
        return new HandshakePair(engine, server);
    }

    static Consumer<SSLParameters> asking(String host) {
        return parameters -> parameters.setServerNames(List.of(new SNIHostName(host)));
    }

    /** Without the keys of this algorithm for signatures. */
    static Consumer<SSLParameters> without(String algorithm) {
        return parameters -> parameters.setAlgorithmConstraints(new Without(algorithm));
    }

    SSLEngine client() {
        return client;
    }

    SSLEngine server() {
        return server;
    }

    HandshakePair shake() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int step = 0; step < 100 && (isShaking(client) || isShaking(server) || toClient.position() > 0); step++) {
            step(client, toServer, toClient);
            step(server, toClient, toServer);
        }
        if (isShaking(client) || isShaking(server)) {
            throw new SSLException(
                    "the handshake does not end: " + client.getHandshakeStatus() + ", " + server.getHandshakeStatus());
        }
        return this;
    }

    private static boolean isShaking(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        in.flip();
        try {
            read(engine, in);
        } finally {
            in.compact();
        }
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            if (engine.wrap(ByteBuffer.allocate(0), out).getStatus() == SSLEngineResult.Status.CLOSED) {
                return;
            }
            runTasks(engine);
        }
    }

    private static void read(SSLEngine engine, ByteBuffer in) throws SSLException {
        ByteBuffer text = ByteBuffer.allocate(65_536);
        runTasks(engine);
        while (in.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            SSLEngineResult result = engine.unwrap(in, text);
            runTasks(engine);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                return;
            }
        }
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends a text from the client to the server and returns what arrives. */
    String say(String text) throws SSLException {
        client.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), toServer);
        toServer.flip();
        ByteBuffer arrived = ByteBuffer.allocate(65_536);
        server.unwrap(toServer, arrived);
        toServer.compact();
        return new String(arrived.array(), 0, arrived.position(), StandardCharsets.UTF_8);
    }

    /** The client changes its keys and wants the server to change its own, which this answers (RFC 8446 4.6.3). */
    void wishForNewKeys() throws SSLException {
        client.beginHandshake();
        step(client, toServer, toClient);
        step(server, toClient, toServer);
        toClient.clear(); // the client reads nothing
    }

    X509Certificate shown() throws SSLException {
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    private record Without(String algorithm) implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> use, String name, AlgorithmParameters parameters) {
            return !name.contains(algorithm);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> use, Key key) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> use, String name, Key key, AlgorithmParameters parameters) {
            return permits(use, name, parameters);
        }
    }
}
