package ee.qmail.status;

import ee.qmail.contract.MailService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;

/** A listener without a socket. */
final class FakeMailService implements MailService {
    private final String name;
    private State state = State.UP;
    private boolean taken;

    FakeMailService(String name) {
        this.name = name;
    }

    /** From now on it cannot come up. */
    void portIsTaken() {
        taken = true;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", 2525);
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Instant since() {
        return Instant.EPOCH;
    }

    @Override
    public int connections() {
        return 3;
    }

    @Override
    public Map<String, Long> sessions() {
        return Map.of("TLSv1.3", 7L);
    }

    @Override
    public void up() throws IOException {
        if (taken) {
            throw new IOException("Address already in use");
        }
        state = State.UP;
    }

    @Override
    public void pause() {
        if (state == State.DOWN) {
            throw new IllegalStateException(name + " is down");
        }
        state = State.PAUSED;
    }

    @Override
    public void down() {
        state = State.DOWN;
    }
}
