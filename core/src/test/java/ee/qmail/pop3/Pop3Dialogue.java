package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.contract.Tls;
import ee.qmail.sasl.SaslMechanism;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client and a shell in one: {@link #send} a line, {@link #expect} one. The mailbox {@code ana@example.org} has the
 * password {@code secret word}. Answers come within the request, or when {@link #answer} is called.
 */
final class Pop3Dialogue implements Pop3Session.Shell {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    static final SaslOffer PLAIN = new SaslOffer(Set.of(SaslMechanism.PLAIN), null, null, null);
    private static final Client CLIENT = new Client(
            new Peer(InetSocketAddress.createUnresolved("client", 1), InetSocketAddress.createUnresolved("mx", 110)),
            Door.POP3);

    final Pop3Session session;
    boolean certificate;
    boolean tlsBegins;
    final List<String> troubles = new ArrayList<>();
    final List<String> checks = new ArrayList<>();
    boolean checkFails;
    long heldUpSeconds;
    boolean lockGranted = true;
    boolean later;
    boolean disconnected;
    boolean drains;
    int sends;

    private final Path maildir;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private ByteBuffer pending = ByteBuffer.allocate(0);
    private int read;

    Pop3Dialogue(Path maildir) {
        this(maildir, policy(false));
    }

    Pop3Dialogue(Path maildir, Pop3Policy policy) {
        this(maildir, policy, PLAIN);
    }

    /** @param offer what can be logged in with in clear */
    Pop3Dialogue(Path maildir, Pop3Policy policy, SaslOffer offer) {
        this.maildir = maildir;
        session = new Pop3Session(CLIENT, policy, offer, Clock.fixed(NOW, ZoneOffset.UTC), this);
    }

    static Pop3Policy policy(boolean apop) {
        return new Pop3Policy(null, "mx.example.org", apop, List.of("PLAIN"), Duration.ofMinutes(20), 1000);
    }

    /** The handshake has been done. */
    Pop3Dialogue secured() {
        assertThat(tlsBegins).isTrue();
        Tls tls = new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "mx.example.org", false, null, null);
        session.secured(CLIENT.with(tls), policy(false), PLAIN);
        session.input(pending);
        return this;
    }

    /** A dialogue in which the mailbox is open. */
    static Pop3Dialogue loggedIn(Path maildir) {
        Pop3Dialogue dialogue = new Pop3Dialogue(maildir).open();
        return dialogue.expect("+OK mx.example.org").login();
    }

    Pop3Dialogue open() {
        session.open();
        return this;
    }

    Pop3Dialogue login() {
        return send("USER ana@example.org")
                .expect("+OK ")
                .send("PASS secret word")
                .expect("+OK ");
    }

    Pop3Dialogue send(String line) {
        return octets((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Offers octets as a shell does: what is not taken now is offered again after an answer. */
    Pop3Dialogue octets(byte[] octets) {
        ByteBuffer joined = ByteBuffer.allocate(pending.remaining() + octets.length);
        pending = joined.put(pending).put(octets).flip();
        session.input(pending);
        return this;
    }

    /** Gives one answer that was put off. */
    Pop3Dialogue answer() {
        answers.remove().run();
        session.input(pending);
        return this;
    }

    boolean hasAnswers() {
        return !answers.isEmpty();
    }

    Pop3Dialogue expect(String... lines) {
        for (String line : lines) {
            assertThat(nextLine()).isEqualTo(line);
        }
        return this;
    }

    Pop3Dialogue expectNothing() {
        assertThat(rest()).isEmpty();
        return this;
    }

    Pop3Dialogue expectClosed() {
        expectNothing();
        assertThat(disconnected).isTrue();
        assertThat(session.isClosed()).isTrue();
        return this;
    }

    Pop3Dialogue expectOpen() {
        assertThat(disconnected).isFalse();
        assertThat(session.isClosed()).isFalse();
        return this;
    }

    String nextLine() {
        String rest = rest();
        int end = rest.indexOf("\r\n");
        assertThat(end).as("a line in '%s'", rest).isNotNegative();
        read += end + 2;
        return rest.substring(0, end);
    }

    /** Everything sent to the client so far. */
    String all() {
        return output.toString(StandardCharsets.ISO_8859_1);
    }

    private String rest() {
        return all().substring(read);
    }

    private void answer(Runnable answer) {
        if (later) {
            answers.add(answer);
        } else {
            answer.run();
        }
    }

    @Override
    public void write(byte[] octets) {
        output.writeBytes(octets);
    }

    @Override
    public void ask(SaslStep question) {
        if (!(question instanceof SaslStep.CheckPassword given)) {
            return; // the test answers
        }
        checks.add(given.user() + "/" + given.password());
        boolean right =
                given.user().equals("ana@example.org") && given.password().equals("secret word");
        answer(() -> check(right));
    }

    @Override
    public boolean canStartTls() {
        return certificate;
    }

    @Override
    public void startTls() {
        assertThat(tlsBegins).isFalse();
        tlsBegins = true;
    }

    @Override
    public void checkApop(String user, String timestamp, String digest) {
        checks.add(user + "/" + timestamp + "/" + digest);
        answer(() -> check(user.equals("ana@example.org")));
    }

    private void check(boolean right) {
        if (heldUpSeconds > 0) {
            session.answered(new Login(Optional.empty(), heldUpSeconds));
        } else if (checkFails) {
            session.unanswered();
        } else {
            session.answered(new Login(
                    Optional.of(new Identity("ana@example.org", maildir, true)).filter(path -> right), 0));
        }
    }

    @Override
    public void lock(Identity user) {
        assertThat(user.maildir()).isEqualTo(maildir);
        answer(() -> session.locked(lockGranted));
    }

    @Override
    public void run(Pop3Session.BlockingStep step) {
        answer(() -> {
            step.run();
            session.finished(step);
        });
    }

    @Override
    public void send(InputStream wireOctets) {
        sends++;
        answer(() -> transfer(wireOctets));
    }

    private void transfer(InputStream wireOctets) {
        byte[] buffer = new byte[16_384];
        try (wireOctets) {
            for (int n = wireOctets.read(buffer); n >= 0; n = wireOctets.read(buffer)) {
                output.write(buffer, 0, n);
            }
        } catch (IOException e) {
            session.sendFailed();
            return;
        }
        session.sent();
    }

    @Override
    public void disconnect() {
        assertThat(disconnected).as("disconnected before").isFalse();
        disconnected = true;
    }

    @Override
    public void disconnectDraining() {
        drains = true;
        disconnect();
    }

    @Override
    public void trouble(String what, IOException cause) {
        troubles.add(what + ": " + cause.getMessage());
    }
}
