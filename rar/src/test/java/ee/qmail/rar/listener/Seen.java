package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.OpenConnection;
import java.net.Socket;
import java.util.List;
import java.util.function.Predicate;

/** The connections of a listener as others see them. */
final class Seen {
    private static final int TRIES = 1_000;
    private static final int PAUSE_MILLIS = 20;

    private Seen() {}

    /** What a client is told may come before what others see of it. */
    static void await(Listener listener, Predicate<List<OpenConnection>> expected) throws InterruptedException {
        for (int i = 0; i < TRIES && !expected.test(listener.openConnections()); i++) {
            Thread.sleep(PAUSE_MILLIS);
        }
        assertThat(expected.test(listener.openConnections()))
                .as("%s", listener.openConnections())
                .isTrue();
    }

    /** The one of a client. */
    static OpenConnection of(Listener listener, Socket client) {
        return listener.openConnections().stream()
                .filter(each -> each.client().peer().remote().equals(client.getLocalSocketAddress()))
                .findFirst()
                .orElseThrow();
    }
}
