package ee.qmail.status;

import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.MailService;
import ee.qmail.contract.OpenConnection;
import ee.qmail.contract.Standing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A listener without a socket. */
final class FakeMailService implements MailService {
    private final String name;
    private State state = State.UP;
    private boolean taken;
    private final Door door;
    final List<OpenConnection> open = new ArrayList<>();
    Standing standing = new Standing(new Load(1, 1, 1), 0, 0, Duration.ZERO);

    FakeMailService(String name) {
        this(name, Door.MX);
    }

    FakeMailService(String name, Door door) {
        this.name = name;
        this.door = door;
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
    public Door door() {
        return door;
    }

    @Override
    public List<OpenConnection> openConnections() {
        return open;
    }

    @Override
    public boolean end(String id) {
        return open.removeIf(each -> each.id().equals(id));
    }

    @Override
    public Standing standing(InetAddress client) {
        return standing;
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
