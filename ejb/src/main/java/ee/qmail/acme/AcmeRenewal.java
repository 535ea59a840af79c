package ee.qmail.acme;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.control.ControlFiles;
import ee.qmail.home.QmailHome;
import ee.qmail.programs.Programs;
import ee.qmail.submission.DirectInjection;
import ee.qmail.tls.IssuedCertificate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The certificate that looks after itself: orders one when it is due, and writes it to {@code control/servercert.pem}, as an administrator would
 * (CERT-13, CERT-14). One server of those on the database orders at a time. Safe for use by several threads.
 */
@ApplicationScoped
@AdministratorsOnly
public class AcmeRenewal {
    private static final Logger LOG = Logger.getLogger(AcmeRenewal.class.getName());
    private static final Duration WHOLE_ANSWER = Duration.ofSeconds(30);
    private static final int HTTP_PORT = 80;
    /** Failures one after the other, the first some hours ago, at which the postmaster is told. */
    private static final int FAILURES_OF_MAIL = 3;

    private final ControlFiles files;
    private final QmailHome home;
    private final AcmeTable table;
    private final Programs programs;
    private final DirectInjection injection;

    Clock clock = Clock.systemUTC();
    AcmeOrder.Waiting waiting = AcmeOrder.Waiting.THREAD;
    int port = HTTP_PORT;
    private volatile boolean requested;
    private volatile boolean ordering;
    private volatile boolean ending;
    /** The outcome of this process's last order; null if there was none. */
    private volatile AcmeState last;

    private String trouble;

    /** For the container's proxies. */
    protected AcmeRenewal() {
        this(null, null, null, null, null);
    }

    @Inject
    public AcmeRenewal(
            ControlFiles files, QmailHome home, AcmeTable table, Programs programs, DirectInjection injection) {
        this.files = files;
        this.home = home;
        this.table = table;
        this.programs = programs;
        this.injection = injection;
    }

    private Path directory() {
        return home.control().resolve("acme.d");
    }

    /** Orders if an order is due; returns when that is over. */
    void look() {
        Optional<AcmeSettings> settings = AcmeSettings.of(files.current());
        if (settings.isEmpty()) {
            requested = false;
            return;
        }
        try {
            look(settings.get());
            trouble = null;
        } catch (IOException e) {
            // of the home or the database: the next look tries again
            if (!e.getMessage().equals(trouble)) {
                LOG.log(Level.WARNING, "no certificate can be ordered: {0}", e.getMessage());
            }
            trouble = e.getMessage();
        }
    }

    private void look(AcmeSettings settings) throws IOException {
        if (!isWanted(settings) || !table.lock()) {
            return;
        }
        ordering = true;
        try {
            // another server with these control files may have been first
            if (isWanted(settings)) {
                requested = false;
                attempt(settings);
            }
        } finally {
            ordering = false;
            table.unlock();
        }
    }

    private boolean isWanted(AcmeSettings settings) throws IOException {
        if (isAdministrators()) {
            requested = false;
            return false;
        }
        return requested || plan(settings).isDue(clock.instant());
    }

    private boolean isAdministrators() throws IOException {
        return IssuedCertificate.owner(home.control()) == IssuedCertificate.Owner.ADMINISTRATOR;
    }

    /** That of the file, unless this process could not write it. */
    private AcmeState state() throws IOException {
        AcmeState written = AcmeState.read(directory());
        return last == null || written.isAsNewAs(last) ? written : last;
    }

    private void keep(AcmeState state) throws IOException {
        last = state;
        state.write(directory());
    }

    private RenewalPlan plan(AcmeSettings settings) throws IOException {
        return RenewalPlan.of(settings, state(), IssuedCertificate.read(home.control()), clock.instant());
    }

    private void attempt(AcmeSettings settings) throws IOException {
        List<String> remarks = new ArrayList<>();
        try {
            remarks.addAll(settings.isByDns() ? List.of() : check(settings));
            remarks.forEach(LOG::warning);
            order(settings);
            keep(AcmeState.succeeded(settings.fingerprint(), clock.instant()));
        } catch (IOException | RuntimeException | Error e) {
            if (ending) {
                throw new IOException("the server stops while it orders one", e); // no fault of the authority's
            }
            Duration asked = e instanceof AcmeException told ? told.retryAfter() : Duration.ZERO;
            String why = (e.getMessage() == null ? e.toString() : e.getMessage())
                    + remarks.stream().map("; "::concat).reduce("", String::concat);
            fail(settings, asked, why);
            LOG.log(Level.FINE, "the order that failed", e);
        }
    }

    private void order(AcmeSettings settings) throws IOException {
        AcmeKeys keys = new AcmeKeys(directory());
        Optional<IssuedCertificate> current = IssuedCertificate.read(home.control());
        boolean keeps = settings.keepsKey() && current.isPresent();
        KeyPair pair = keeps ? current.get().keys() : keys.next();
        AcmeClient client = new AcmeClient(AcmeHttp.trusting(home.control(), WHOLE_ANSWER), keys.account(), clock);
        client.open(settings);
        String chain = new AcmeOrder(client, proof(settings), clock, this::pause).certificate(settings.names(), pair);
        String from = settings.directory().toString();
        IssuedCertificate.write(home.control(), from, pair, chain, settings.names(), clock.instant());
        LOG.log(Level.INFO, "{0} has issued a certificate for {1}", new Object[] {
            from, String.join(" ", settings.names())
        });
        if (!keeps) {
            keys.renewNext();
        }
    }

    private void pause(Duration time) throws IOException {
        if (ending) {
            throw new AcmeException("the server stops");
        }
        waiting.pause(time);
    }

    private Proof proof(AcmeSettings settings) {
        return settings.isByDns() ? new DnsProof(programs, settings.dnsProgram()) : new HttpProof(table);
    }

    private void fail(AcmeSettings settings, Duration asked, String why) throws IOException {
        AcmeState state = state().failed(settings.fingerprint(), clock.instant(), asked, why);
        LOG.log(Level.WARNING, "no certificate for {0}: {1}; the old one stays, the next try is at {2}", new Object[] {
            String.join(" ", settings.names()), state.error(), state.notBefore()
        });
        keep(state);
        if (state.failures() == FAILURES_OF_MAIL) {
            tellPostmaster(settings, state);
        }
    }

    private void tellPostmaster(AcmeSettings settings, AcmeState state) {
        String postmaster = "postmaster@" + files.current().me();
        String text = "The certificate for " + String.join(", ", settings.names()) + " cannot be had from "
                + settings.directory() + ":\n\n" + state.error() + "\n\nIt was tried " + state.failures()
                + " times. The old certificate stays in force until its end; bin/qmail tls acme tells more.\n";
        try {
            injection.text("acme/" + state.last(), text, "No new certificate", postmaster, List.of(postmaster));
        } catch (AlreadyExistsException e) {
            LOG.log(Level.FINE, "the postmaster was told before", e);
        }
    }

    /** An order that is on its way is given up. */
    void end() {
        ending = true;
    }

    /** The next look, within seconds, orders whether that is due or not. */
    @Audited(Deed.CERTIFICATE_RENEWED)
    public void renewNow() {
        requested = true;
    }

    /**
     * Asks for an answer of this server at port 80 of each name; where names are proved by DNS there is nothing to be asked.
     *
     * @return one sentence for each name that does not lead here
     * @throws IOException if the database does not answer
     */
    public List<String> check() throws IOException {
        Optional<AcmeSettings> settings = AcmeSettings.of(files.current());
        return settings.isEmpty() || settings.get().isByDns() ? List.of() : check(settings.get());
    }

    private List<String> check(AcmeSettings settings) throws IOException {
        return new Port80(table, port).check(settings.names());
    }

    /** The state of now. */
    public AcmeReport report() {
        return AcmeSettings.of(files.current()).map(this::report).orElse(AcmeReport.OFF);
    }

    private AcmeReport report(AcmeSettings settings) {
        String method = proof(settings).type();
        try {
            AcmeState state = state();
            Optional<IssuedCertificate> current = IssuedCertificate.read(home.control());
            RenewalPlan plan = RenewalPlan.of(settings, state, current, clock.instant());
            boolean failed = state.hasFailed(settings.fingerprint());
            if (isAdministrators()) {
                return AcmeReport.blocked(settings, method, IssuedCertificate.refusal(home.control()));
            }
            return new AcmeReport(
                    state(failed, plan),
                    settings.directory().toString(),
                    List.copyOf(settings.names()),
                    method,
                    current.filter(IssuedCertificate::isIssued)
                            .map(IssuedCertificate::end)
                            .orElse(null),
                    plan.due(),
                    plan.reason(),
                    failed ? state.failures() : 0,
                    failed ? state.error() : null,
                    tlsa(settings, current));
        } catch (IOException e) {
            return AcmeReport.blocked(settings, method, e.getMessage());
        }
    }

    private AcmeReport.State state(boolean failed, RenewalPlan plan) {
        if (ordering) {
            return AcmeReport.State.ORDERING;
        }
        if (requested || plan.isDue(clock.instant())) {
            return AcmeReport.State.DUE;
        }
        return failed ? AcmeReport.State.FAILING : AcmeReport.State.CURRENT;
    }

    /** Both stand in the DNS at once, so that a renewal breaks nothing (CERT-15). */
    private List<String> tlsa(AcmeSettings settings, Optional<IssuedCertificate> current) throws IOException {
        List<String> lines = new ArrayList<>();
        String record = "_25._tcp." + files.current().me() + ". IN TLSA ";
        current.ifPresent(
                now -> lines.add(record + IssuedCertificate.tlsa(now.keys().getPublic())));
        if (!settings.keepsKey()) {
            new AcmeKeys(directory())
                    .nextIfKnown()
                    .ifPresent(next -> lines.add(record + IssuedCertificate.tlsa(next.getPublic())));
        }
        return lines;
    }

    /** For the start page: why there is no certificate, or no new one. */
    List<String> warnings() {
        AcmeReport report = report();
        return report.error() == null
                ? List.of()
                : List.of("The certificate for " + String.join(", ", report.names()) + " is not renewed by ACME: "
                        + report.error());
    }
}
