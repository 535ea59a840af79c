package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Peer;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.Refusal;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.contract.Tls;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.SpooledBody;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A client talking to a session without a socket: {@code send("NOOP"); expect("250 *")}. */
final class Dialogue implements SmtpSession.Shell {
    static final Instant NOW = Instant.parse("2026-11-22T01:02:03Z");

    /** A message the session gave away, read at once. */
    record Taken(InboundMessage message, String text) {}

    /** What the application says that a message is delivered to at once. */
    DeliveryReport application = DeliveryReport.delivered("", new Did(0, 0, 1));

    final List<Taken> taken = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    /** Octets that came with each question about a recipient. */
    final List<Long> askedSizes = new ArrayList<>();
    /** Messages of which it was asked whether somebody may get them. */
    final List<InboundMessage> doubted = new ArrayList<>();
    /** Why nobody gets a message, or null. */
    String unwanted;

    final List<Refusal> refusals = new ArrayList<>();
    final Map<String, RecipientVerdict> verdicts = new HashMap<>();
    final List<SpooledBody> bodies = new ArrayList<>();
    final List<IOException> spoolTrouble = new ArrayList<>();
    Path spool = Path.of("unused");
    int threshold = 64 << 20;
    boolean answerLater;
    boolean defer;
    boolean refuse;
    boolean disconnected;
    /** Whether the end left the client time to read its last reply. */
    boolean drains;

    /** What the session has asked about a log-in. */
    final List<SaslStep> questions = new ArrayList<>();

    boolean certificate;
    boolean tlsBegins;
    boolean rightsAreUnknown;
    /** Whether the network may begin TLS. */
    boolean tlsIsAdmitted = true;

    private record Call(Duration pause, Runnable call) {}

    private final Deque<Call> calls = new ArrayDeque<>();
    private Client client;
    private SmtpPolicy policy;

    private final StringBuilder replies = new StringBuilder();
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private final SmtpSession session;

    Dialogue(SmtpPolicy policy) {
        this(new Client(peer(), Door.MX), policy, SaslOffer.NONE);
    }

    Dialogue(Client client, SmtpPolicy policy, SaslOffer offer) {
        this.client = client;
        this.policy = policy;
        session = new SmtpSession(client, policy, offer, Clock.fixed(NOW, ZoneOffset.UTC), this);
    }

    static Dialogue opened() {
        return opened(policy(null, 0, 100));
    }

    static Dialogue opened(SmtpPolicy policy) {
        Dialogue dialogue = new Dialogue(policy);
        dialogue.session.open();
        return dialogue.expect("220 mail.example.org ESMTP");
    }

    static SmtpPolicy policy(String relaySuffix, long databytes, int maxRecipients) {
        return policy(null, relaySuffix, databytes, maxRecipients);
    }

    /** @param blocked what each recipient is answered, or null */
    static SmtpPolicy policy(String blocked, String relaySuffix, long databytes, int maxRecipients) {
        return new SmtpPolicy(
                null,
                blocked,
                "mail.example.org",
                "me.example.org",
                relaySuffix,
                List.of(),
                false,
                databytes,
                maxRecipients,
                Duration.ofSeconds(1200),
                SmtpPolicy.Patience.NONE,
                false,
                true,
                1000);
    }

    static Peer peer() {
        try {
            return new Peer(
                    new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 40000),
                    new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 25));
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    SmtpSession session() {
        return session;
    }

    @Override
    public void refused(Refusal refusal) {
        refusals.add(refusal);
    }

    @Override
    public void later(Duration pause, Runnable call) {
        calls.add(new Call(pause, call));
    }

    @Override
    public boolean admitTls() {
        return tlsIsAdmitted;
    }

    /** The time of the oldest call has come. */
    Dialogue pass(Duration expected) {
        Call due = calls.remove();
        assertThat(due.pause()).isEqualTo(expected);
        due.call().run();
        return resume();
    }

    Dialogue expectNoCall() {
        assertThat(calls).isEmpty();
        return this;
    }

    /** Sends lines, each with CRLF. */
    Dialogue send(String... lines) {
        return sendRaw(String.join("\r\n", lines) + "\r\n");
    }

    /** Sends octets, one for each character. */
    Dialogue sendRaw(String octets) {
        return sendRaw(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    Dialogue sendRaw(byte[] octets) {
        ByteBuffer all = ByteBuffer.allocate(rest.remaining() + octets.length);
        all.put(rest).put(octets).flip();
        rest = all;
        return resume();
    }

    /** Offers the session what it has left over so far. */
    Dialogue resume() {
        session.input(rest);
        return this;
    }

    int leftOver() {
        return rest.remaining();
    }

    /** Takes the next reply lines; {@code *} stands for any text. */
    Dialogue expect(String... patterns) {
        for (String pattern : patterns) {
            int end = replies.indexOf("\r\n");
            assertThat(end).as("a reply like " + pattern).isNotNegative();
            String line = replies.substring(0, end);
            replies.delete(0, end + 2);
            assertThat(line).matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
        }
        return this;
    }

    Dialogue expectNothing() {
        assertThat(replies).isEmpty();
        assertThat(disconnected).isFalse();
        return this;
    }

    Dialogue expectDisconnected() {
        assertThat(replies).isEmpty();
        assertThat(disconnected).isTrue();
        assertThat(session.isClosed()).isTrue();
        return this;
    }

    byte[] takeReplies() {
        byte[] octets = replies.toString().getBytes(StandardCharsets.UTF_8);
        replies.setLength(0);
        return octets;
    }

    String replies() {
        return replies.toString();
    }

    /** MAIL, one RCPT and DATA. */
    Dialogue begin() {
        return send("MAIL FROM:<ana@example.net>", "RCPT TO:<bo@example.org>", "DATA")
                .expect("250 *", "250 *", "354 *");
    }

    /** The text of the only message without its Received line. */
    String onlyText() {
        assertThat(taken).hasSize(1);
        return withoutReceived(taken.get(0).text());
    }

    static String withoutReceived(String text) {
        return text.substring(text.indexOf('\n', text.indexOf('\n') + 1) + 1);
    }

    @Override
    public void write(byte[] octets) {
        assertThat(disconnected).isFalse();
        replies.append(new String(octets, StandardCharsets.UTF_8));
    }

    @Override
    public SpooledBody newBody() {
        SpooledBody body = new SpooledBody(spool, threshold);
        bodies.add(body);
        return body;
    }

    @Override
    public void checkRecipient(String sender, String recipient, long size) {
        asked.add(recipient);
        askedSizes.add(size);
        if (!answerLater) {
            session.recipientChecked(verdicts.getOrDefault(recipient, RecipientVerdict.ACCEPTED));
        }
    }

    @Override
    public void accept(InboundMessage message) {
        taken.add(new Taken(message, read(message)));
        if (refuse) {
            session.refused();
        } else if (defer) {
            session.deferred();
        } else if (!answerLater) {
            session.accepted();
        }
    }

    @Override
    public void acceptIfWanted(InboundMessage message) {
        doubted.add(message);
        if (unwanted == null) {
            accept(message);
        } else {
            session.rejected(unwanted);
        }
    }

    @Override
    public void deliver(InboundMessage message) {
        taken.add(new Taken(message, read(message)));
        session.delivered(application);
    }

    private static String read(InboundMessage message) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (InputStream in = message.body().open()) {
            in.transferTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.ISO_8859_1);
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

    /** The handshake has been done. */
    Dialogue secured(SmtpPolicy decided, SaslOffer offer) {
        assertThat(tlsBegins).isTrue();
        client = client.with(new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "mail.example.org", false, null, null));
        policy = decided;
        session.secured(client, decided, offer);
        return resume();
    }

    /** A question is answered by the test. */
    @Override
    public void ask(SaslStep question) {
        questions.add(question);
    }

    @Override
    public void loggedIn(Identity identity) {
        if (rightsAreUnknown) {
            session.unanswered();
            return;
        }
        client = client.with(identity);
        policy = policy.relaying("");
        session.authenticated(client, policy);
    }

    @Override
    public void disconnect() {
        disconnected = true;
    }

    @Override
    public void disconnectDraining() {
        drains = true;
        disconnect();
    }

    @Override
    public void trouble(String what, IOException cause) {
        spoolTrouble.add(cause);
    }
}
