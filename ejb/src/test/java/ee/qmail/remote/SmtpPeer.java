package ee.qmail.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An SMTP server with TLS and AUTH PLAIN, on any connection that comes, which does what a test wants at each step. */
final class SmtpPeer implements AutoCloseable {
    private static final char[] PASSWORD = "secret".toCharArray();

    /** Commands, and in brackets what else has happened. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Null for a server without TLS. */
    volatile SSLContext tls;

    volatile boolean offersTls = true;
    /** Also in clear, where it means nothing. */
    volatile boolean offersRequireTls;

    volatile boolean implicitTls;
    /** The reply to STARTTLS, and what is sent behind it. */
    volatile String startTls = "220 go";
    /** What is said in the place of a handshake; null for a handshake. */
    volatile String insteadOfHandshake;

    volatile String[] protocols;
    volatile String[] suites;
    /** Null if nobody has to log in. */
    volatile String user;

    volatile String password;
    /** Messages after which a connection is closed, without a word. */
    volatile int messages = Integer.MAX_VALUE;

    volatile String closing;
    /** The reply to a text; null to close the connection in the middle of a reply. */
    volatile String taken = "250 taken";

    volatile boolean readsText = true;

    /** @param store a file of this directory; null for a server without TLS */
    SmtpPeer(String ip, int port, String store) throws IOException {
        listener = new ServerSocket(port, 50, InetAddress.getByName(ip));
        tls = store == null ? null : context(store);
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    static SSLContext context(String store) {
        try (InputStream in = SmtpPeer.class.getResourceAsStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException | RejectedExecutionException e) {
                if (!listener.isClosed()) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        heard.add("(connection)");
        try (client) {
            Socket socket = implicitTls ? secured(client) : client;
            new Session(socket, implicitTls).serve();
        } catch (IOException e) {
            heard.add("(broken)");
        }
    }

    private SSLSocket secured(Socket client) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true);
        socket.setUseClientMode(false);
        if (protocols != null) {
            socket.setEnabledProtocols(protocols);
        }
        if (suites != null) {
            socket.setEnabledCipherSuites(suites);
        }
        socket.startHandshake();
        heard.add("(TLS " + ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames() + ")");
        return socket;
    }

    /** How often this was heard. */
    long count(String line) {
        return heard.stream().filter(line::equals).count();
    }

    private final class Session {
        private Socket socket;
        private BufferedReader in;
        private boolean secure;
        private boolean loggedIn;
        private int taking;

        Session(Socket socket, boolean secure) throws IOException {
            use(socket, secure);
        }

        private void use(Socket next, boolean nowSecure) throws IOException {
            socket = next;
            secure = nowSecure;
            in = new BufferedReader(new InputStreamReader(next.getInputStream(), StandardCharsets.UTF_8));
        }

        private void say(String text) throws IOException {
            socket.getOutputStream().write((text.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        void serve() throws IOException {
            say("220 peer");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                String verb = line.split("[ :]")[0];
                switch (verb) {
                    case "EHLO" -> say(ehlo());
                    case "STARTTLS" -> startTls();
                    case "AUTH" -> say(auth(line));
                    case "MAIL" -> say(mail());
                    case "DATA" -> data();
                    case "QUIT" -> say("221 bye");
                    default -> say("250 ok");
                }
                if (socket.isClosed()) {
                    return;
                }
            }
            heard.add("(end)");
        }

        private String ehlo() {
            return "250-peer\n"
                    + (tls != null && offersTls && !secure ? "250-STARTTLS\n" : "")
                    + (offersRequireTls ? "250-REQUIRETLS\n" : "")
                    + (user != null && secure ? "250-AUTH PLAIN\n" : "")
                    + "250 PIPELINING";
        }

        private void startTls() throws IOException {
            say(startTls);
            if (!startTls.startsWith("220")) {
                return;
            }
            if (insteadOfHandshake != null) {
                in.read();
                say(insteadOfHandshake);
                socket.close();
                return;
            }
            use(secured(socket), true);
        }

        private String auth(String line) {
            String expected = "AUTH PLAIN "
                    + Base64.getEncoder()
                            .encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
            loggedIn = line.equals(expected);
            return loggedIn ? "235 ok" : "535 5.7.8 wrong";
        }

        private String mail() {
            return user != null && !loggedIn
                    ? "530 log in first"
                    : taking >= messages && closing != null ? closing : "250 ok";
        }

        private void data() throws IOException {
            say("354 go");
            if (!readsText) {
                awaitTheEnd();
                return;
            }
            String line = in.readLine();
            while (line != null && !line.equals(".")) {
                line = in.readLine();
            }
            if (line == null) {
                return;
            }
            heard.add("(text)");
            taking++;
            if (taken == null) {
                socket.getOutputStream().write("250-tak".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                closeAbruptly();
                return;
            }
            say(taken);
            if (taking >= messages && closing == null) {
                socket.close();
            }
        }

        private void awaitTheEnd() {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Without the alert by which TLS tells the end. */
        private void closeAbruptly() throws IOException {
            for (Socket one : open) {
                one.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        ended.countDown();
        for (Socket one : open) {
            one.close();
        }
        threads.shutdownNow();
    }
}
