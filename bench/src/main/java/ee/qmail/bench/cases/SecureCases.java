package ee.qmail.bench.cases;

import ee.qmail.bench.cases.Access.Port;
import ee.qmail.bench.load.VisitJob.Login;
import java.util.ArrayList;
import java.util.List;

/** The cases with TLS that are none without it: handshakes, log-ins, idle connections. */
final class SecureCases {
    private static final int SESSIONS = 10;
    private static final long VISITS = 20_000;

    private final Bounds bounds;
    private final String version;
    private final List<Case> cases = new ArrayList<>();

    private SecureCases(Bounds bounds, String version) {
        this.bounds = bounds;
        this.version = version;
    }

    /** @param version of TLS */
    static List<Case> all(Bounds bounds, String version) {
        SecureCases all = new SecureCases(bounds, version);
        for (boolean resuming : List.of(false, true)) {
            all.handshake("handshake", "EHLO, STARTTLS, handshake, QUIT", Port.STARTTLS, resuming);
            all.handshake("handshake-pop3s", "POP3S: handshake, greeting, QUIT", Port.POP3S, resuming);
        }
        all.login("login-plain", "POP3S: handshake, AUTH PLAIN, QUIT", Login.PLAIN, false);
        all.login("login-plain-resumed", "the same, sessions of TLS resumed", Login.PLAIN, true);
        all.login("login-scram", "POP3S: handshake, AUTH SCRAM-SHA-256, QUIT", Login.SCRAM, false);
        all.visit("login-plain-new", "POP3S: 50 users log in for the first time", Port.POP3S, false, Login.PLAIN, true);
        all.idle("idle-tls", "SMTP connections behind STARTTLS", Port.STARTTLS, 1_000, 10_000);
        all.idle("idle-pop3s", "POP3S connections, greeted", Port.POP3S, 1_000, 10_000);
        return all.cases;
    }

    private void handshake(String name, String about, Port port, boolean resuming) {
        String sessions = resuming ? "the same, sessions of TLS resumed" : about + ", " + SESSIONS + " sessions";
        visit(name + (resuming ? "-resumed" : ""), sessions, port, resuming, Login.NONE, false);
    }

    private void login(String name, String about, Login login, boolean resuming) {
        visit(name, about + "; 50 users who have logged in before", Port.POP3S, resuming, login, false);
    }

    private void visit(String name, String about, Port port, boolean resuming, Login login, boolean first) {
        Access access = new Access(port, version, resuming);
        cases.add(new VisitCase(name, about, access, login, first, SESSIONS, VISITS, bounds));
    }

    private void idle(String name, String about, Port port, int... counts) {
        for (int connections : counts) {
            cases.add(new IdleCase(
                    name + "-" + connections,
                    connections + " " + about + ", silent",
                    connections,
                    new Access(port, version, false),
                    bounds));
        }
    }
}
