package ee.qmail.cli.tls;

import ee.qmail.address.DomainName;
import ee.qmail.cli.api.ApiException;
import ee.qmail.tls.AnyCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * A server to be asked for its certificates.
 *
 * @param name to ask for (SNI), which the certificate must be for
 */
record TlsPeer(String host, int port, Way way, String name) {
    /** The ways in which TLS begins. */
    enum Way {
        smtp,
        pop3,
        tls
    }

    private static final Pattern PLACE = Pattern.compile("(\\[[^\\]]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");
    private static final int SMTP = 25;
    /** Those of this server without special rights too. */
    private static final Map<Integer, Way> WAYS =
            Map.of(SMTP, Way.smtp, 587, Way.smtp, 2525, Way.smtp, 2587, Way.smtp, 110, Way.pop3, 2110, Way.pop3);
    /** Octets of a line of an answer; those of RFC 5321 have at most 512. */
    private static final int LONGEST_LINE = 2048;

    private static final int MOST_LINES = 100;

    static TlsPeer of(String where, Way way, String name) throws ApiException {
        Matcher place = PLACE.matcher(where);
        if (!place.matches()) {
            throw new ApiException(
                    ApiException.PERMANENT, where + ": must be HOST or HOST:PORT, such as mail.example.org:465");
        }
        int port = place.group(2) == null ? SMTP : Integer.parseInt(place.group(2));
        if (port < 1 || port > 65535) {
            throw new ApiException(ApiException.PERMANENT, where + ": must have a port from 1 to 65535");
        }
        String host = DomainName.canonical(place.group(1).replaceAll("[\\[\\]]", ""));
        return new TlsPeer(
                host,
                port,
                way != null ? way : WAYS.getOrDefault(port, Way.tls),
                name != null ? DomainName.canonical(name) : host);
    }

    /** @throws IOException if there is no connection, or no TLS; its message says why */
    TlsFindings ask(Duration patience) throws IOException {
        try (Socket socket = new Socket()) {
            int millis = (int) patience.toMillis();
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            switch (way) {
                case smtp -> startSmtp(socket);
                case pop3 -> startPop3(socket);
                case tls -> {}
            }
            return shake(socket);
        }
    }

    private TlsFindings shake(Socket plain) throws IOException {
        try (SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, false)) {
            if (isName(name)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            List<X509Certificate> chain = List.of(socket.getSession().getPeerCertificates()).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            return new TlsFindings(
                    this, socket.getSession().getProtocol(), socket.getSession().getCipherSuite(), chain);
        }
    }

    /** An address has no name to be asked for. */
    private static boolean isName(String text) {
        return DomainName.isName(text) && text.chars().anyMatch(Character::isLetter) && text.indexOf(':') < 0;
    }

    /** Whether the certificates are to be trusted is found afterwards, so that all can be told of them. */
    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has TLS", e);
        }
    }

    private static void startSmtp(Socket socket) throws IOException {
        expect(socket, "220");
        say(socket, "EHLO localhost");
        expect(socket, "250");
        say(socket, "STARTTLS");
        expect(socket, "220");
    }

    private static void startPop3(Socket socket) throws IOException {
        expect(socket, "+OK");
        say(socket, "STLS");
        expect(socket, "+OK");
    }

    private static void say(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Of several lines the last one has no hyphen behind its code. */
    private static void expect(Socket socket, String code) throws IOException {
        String line = "";
        for (int lines = 0; lines < MOST_LINES; lines++) {
            line = line(socket.getInputStream());
            if (!line.startsWith(code)) {
                throw new IOException("says '" + line + "': must be " + code + " for TLS");
            }
            if (!line.startsWith(code + "-")) {
                return;
            }
        }
        throw new IOException("says too much: '" + line + "'");
    }

    /** Octet by octet: what follows is TLS. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 || line.length() == LONGEST_LINE) {
                throw new IOException("ends the connection, or a line does not end, after '" + line + "'");
            }
            line.append(octet < ' ' || octet > '~' ? ' ' : (char) octet);
        }
        return line.toString().strip();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
