package ee.qmail.remote;

import ee.qmail.remote.tls.TlsClient;
import ee.qmail.remote.tls.TlsFailures;
import ee.qmail.remote.tls.TlsRules;
import java.nio.file.Path;
import java.time.Clock;

/** What deliveries share, for tests. */
final class TestTools {
    private TestTools() {}

    /** Nothing is stated of TLS, and no connection is kept. */
    static RemoteTools of(TcpTo tcpTo) {
        return of(tcpTo, Path.of("no", "control"), Clock.systemUTC(), 0);
    }

    /** @param kept the most connections that wait; they do not end by themselves */
    static RemoteTools of(TcpTo tcpTo, Path control, Clock clock, int kept) {
        return new RemoteTools(
                tcpTo,
                new TlsRules(control),
                new TlsClient(control),
                new TlsFailures(clock),
                new KeptConnections(kept, System::nanoTime, task -> {}),
                new RefusedLogins(clock));
    }
}
