package ee.qmail.tls;

import ee.qmail.address.DomainName;
import ee.qmail.contract.Registry;
import ee.qmail.contract.Tls;
import ee.qmail.home.QmailHome;
import ee.qmail.home.WatchedFile;
import ee.qmail.loop.Loop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/**
 * The certificates of this server, in force a second after their files are put there (CERT-1 to CERT-8). Whoever has a connection keeps it, and
 * sessions can be resumed across an exchange. A wrong file leaves the old certificate in force. Without any file a certificate is made.
 *
 * <p>The files are read by a thread of its own; engines are made without touching them. Safe for use by several threads.
 */
public final class ServerCertificates implements AutoCloseable {
    /** Those of this process that are open, for the console. */
    public static final Registry<ServerCertificates> OPEN = new Registry<>();

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** The names of ALPN that a client of mail may offer; with none of them it speaks another protocol (TLS-9). */
    private static final List<String> MAIL_PROTOCOLS = List.of("smtp", "submission", "pop3", "imap");

    private static final String HTTP = "http/1.1";
    private static final String OWN = "control/" + CertificateSource.FILE;

    private final Path control;
    private final Supplier<String> me;
    private final Clock clock;
    private final Consumer<String> remarks;
    private final Map<String, LoadedSource> sources = new LinkedHashMap<>();
    private final SSLContext context;
    private final ClientAuthorities clientAuthorities;
    private final WatchedFile<Optional<TlsPolicy>> policyFile;
    private volatile CertificateSnapshot snapshot = CertificateSnapshot.EMPTY;
    private volatile TlsPolicy policy = TlsPolicy.INTERMEDIATE;
    private volatile List<CertificateReport> reports = List.of();
    private String trouble;
    private String defaultHost = "";
    private boolean nothingFound;
    private ScheduledExecutorService timer;
    private Loop loop;
    /** The parts of this process that have it open; guarded by {@link #OPEN}. */
    private int users;

    private ServerCertificates(QmailHome home, Supplier<String> me, Clock clock, Consumer<String> remarks) {
        this.control = home.control();
        this.me = me;
        this.clock = clock;
        this.remarks = remarks;
        SnapshotKeyManager keys = new SnapshotKeyManager(() -> snapshot);
        this.context = context(keys);
        this.clientAuthorities = new ClientAuthorities(control, keys, remarks);
        this.policyFile = new WatchedFile<>(
                control.resolve("tlspolicy"),
                "control/tlspolicy",
                text -> TlsPolicy.named(text.lines().findFirst().orElse("").strip()),
                Optional.of(TlsPolicy.INTERMEDIATE),
                unreadable -> Optional.empty(),
                remark -> {}, // whoever reads the control files tells it
                System::nanoTime);
    }

    /**
     * Reads all there are, and makes one if there is no file at all; from then on looks once a second. All parts of a process that open those of
     * one home share them until the last has closed them: of the parameters those of the first count.
     *
     * @param me name of this host, asked again at each look
     * @param remarks takes one line for each change and each thing that is wrong, once; is called by another thread too
     */
    public static ServerCertificates open(QmailHome home, Supplier<String> me, Clock clock, Consumer<String> remarks) {
        synchronized (OPEN) {
            ServerCertificates certificates = OPEN.all().stream()
                    .filter(open -> open.control.equals(home.control()))
                    .findFirst()
                    .orElseGet(() -> watched(home, me, clock, remarks));
            certificates.users++;
            return certificates;
        }
    }

    private static ServerCertificates watched(
            QmailHome home, Supplier<String> me, Clock clock, Consumer<String> remarks) {
        ServerCertificates certificates = unwatched(home, me, clock, remarks);
        certificates.watch();
        OPEN.add(certificates);
        return certificates;
    }

    private void watch() {
        loop = Loop.named("certificates", PATIENCE, this::look);
        timer = Executors.newSingleThreadScheduledExecutor(ServerCertificates::thread);
        timer.scheduleWithFixedDelay(loop, 1, 1, TimeUnit.SECONDS);
    }

    /** The same without a thread, for tests that say when to {@link #look}. */
    static ServerCertificates unwatched(QmailHome home, Supplier<String> me, Clock clock, Consumer<String> remarks) {
        ServerCertificates certificates = new ServerCertificates(home, me, clock, remarks);
        certificates.look(true);
        return certificates;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "qmail-certificates");
        thread.setDaemon(true);
        thread.setContextClassLoader(ServerCertificates.class.getClassLoader());
        return thread;
    }

    private static SSLContext context(KeyManager keys) {
        try {
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(new KeyManager[] {keys}, new TrustManager[0], null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has TLS", e);
        }
    }

    /**
     * The server's side of a connection that is about to begin TLS, for a door of mail: no application protocol is negotiated, and a client that
     * offers only those of others, as a browser does, is refused (TLS-9).
     *
     * @param mayAskForClientCertificate whether the door is for users: with control/clientca.pem they are asked for a certificate, which
     *     they need not have
     * @return empty while there is no certificate
     */
    public Optional<SSLEngine> engine(boolean mayAskForClientCertificate) {
        SSLContext asking = mayAskForClientCertificate ? clientAuthorities.context() : null;
        return engine(asking, (engine, offered) -> offered.stream().anyMatch(MAIL_PROTOCOLS::contains) ? "" : null);
    }

    /** Tells whether there is a certificate. Quick, as it is asked for each EHLO. */
    public boolean isAvailable() {
        return !snapshot.isEmpty();
    }

    /** The same for HTTP/1.1. */
    public Optional<SSLEngine> httpEngine() {
        return engine(null, (engine, offered) -> offered.contains(HTTP) ? HTTP : null);
    }

    private Optional<SSLEngine> engine(SSLContext asking, BiFunction<SSLEngine, List<String>, String> protocol) {
        if (snapshot.isEmpty()) {
            return Optional.empty();
        }
        SSLEngine engine = (asking != null ? asking : context).createSSLEngine();
        engine.setUseClientMode(false);
        policy.applyTo(engine);
        if (asking != null) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setWantClientAuth(true);
            engine.setSSLParameters(parameters);
        }
        engine.setHandshakeApplicationProtocolSelector(protocol);
        return Optional.of(new BoundedEngine(engine));
    }

    /** Tells whether a file is there and holds a certificate that a server has made for itself. */
    public static boolean isSelfMade(Path file) throws IOException {
        return Files.exists(file) && SelfMadeCertificate.isSelfMade(file);
    }

    /** All certificates in force, and the files that cannot be used; as of the last look. */
    public List<CertificateReport> reports() {
        return reports;
    }

    /**
     * Describes a session whose handshake is done.
     *
     * @param began milliseconds since 1970 when the handshake began: a session that is older is resumed
     */
    public static Tls stateOf(SSLSession session, long began) {
        Optional<X509Certificate> client = clientCertificate(session);
        return new Tls(
                session.getProtocol(),
                session.getCipherSuite(),
                SnapshotKeyManager.askedName(session),
                session.getCreationTime() < began,
                client.flatMap(CertificateNames::mailAddress).orElse(null),
                client.map(certificate -> certificate.getSubjectX500Principal().getName())
                        .orElse(null));
    }

    private static Optional<X509Certificate> clientCertificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // it has none
        }
    }

    /** Reads what has changed. */
    void look() {
        look(false);
    }

    private synchronized void look(boolean first) {
        Instant now = clock.instant();
        try {
            String host = DomainName.canonical(me.get());
            boolean made = madeIfNeeded(host, now, first);
            if (readSources(now, first || made) || first || !host.equals(defaultHost)) {
                snapshot = CertificateSnapshot.of(List.copyOf(sources.values()), host);
                defaultHost = host;
            }
        } catch (IOException | IllegalStateException e) {
            tell("the certificates cannot be looked for: " + e.getMessage());
        }
        clientAuthorities.look();
        policy = policyFile.current().orElse(policy);
        reports = sources.values().stream()
                .flatMap(source -> source.reports(snapshot, now).stream())
                .toList();
    }

    private void tell(String text) {
        if (!text.equals(trouble)) {
            remarks.accept(text);
        }
        trouble = text;
    }

    /** That it cannot be made is no reason not to read those that are there. */
    private boolean madeIfNeeded(String host, Instant now, boolean first) {
        try {
            boolean made = makeIfNeeded(host, now, first);
            trouble = null;
            return made;
        } catch (IOException e) {
            tell("no certificate can be made for " + host + ": " + e.getMessage());
            return false;
        }
    }

    /** Where files are missing that were there before, others may be on their way: they have until the next look. */
    private boolean makeIfNeeded(String host, Instant now, boolean first) throws IOException {
        boolean none = CertificateSource.isNone(CertificateSource.find(control));
        boolean stays = none && (first || nothingFound);
        nothingFound = none && !stays;
        if (stays || isOwnDue(host, now)) {
            SelfMadeCertificate.keep(control, host, now);
        }
        if (stays) {
            remarks.accept(OWN + ": made by this server for " + host + ", since there was no certificate");
        }
        return stays;
    }

    private boolean isOwnDue(String host, Instant now) {
        LoadedSource own = sources.get(OWN);
        return own != null
                && own.entries().stream()
                        .anyMatch(entry -> entry.isSelfSigned() && SelfMadeCertificate.isDue(entry, host, now));
    }

    private boolean readSources(Instant now, boolean first) throws IOException {
        List<CertificateSource> found = CertificateSource.find(control);
        if (CertificateSource.isNone(found)) {
            return false; // the old ones stay until there is one again
        }
        List<String> labels = found.stream().map(CertificateSource::label).toList();
        boolean changed = sources.keySet().retainAll(labels);
        Map<String, LoadedSource> old = new LinkedHashMap<>(sources);
        sources.clear();
        for (CertificateSource source : found) {
            LoadedSource loaded = old.getOrDefault(source.label(), new LoadedSource(source, remarks));
            sources.put(source.label(), loaded);
            changed |= loaded.look(now, first);
        }
        return changed;
    }

    /** Stops looking, when all that have opened it have closed it. Engines that were made go on, and others can be made. */
    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(this);
                timer.shutdownNow();
                loop.close();
            }
        }
    }
}
