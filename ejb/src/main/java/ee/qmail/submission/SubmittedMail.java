package ee.qmail.submission;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Submitted;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.inject.HeaderException;
import ee.qmail.inject.InjectOptions;
import ee.qmail.inject.Injector;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.Body;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Completes the header of what a user submits, as qmail-inject does (RFC 6409 8, SUB-4): Date, Message-ID and From where they are missing,
 * addresses without a domain, and Bcc, which nobody is to see. The field of {@code control/loginheader} is this server's alone (AUTH-17). The body stays octet for octet, and so does the envelope.
 */
@ApplicationScoped
public class SubmittedMail {
    private final ControlFiles controlFiles;

    /** Fields for the top of a message. */
    @FunctionalInterface
    private interface Fields {
        String of(Injector.Injected injected) throws AuthorCheck.ForeignAuthorException;
    }

    /** For the container's proxies. */
    protected SubmittedMail() {
        this(null);
    }

    @Inject
    public SubmittedMail(ControlFiles controlFiles) {
        this.controlFiles = controlFiles;
    }

    /** Completes what the holder of a certificate sends, of whom nothing but the address in it is known (TLS-15). */
    public Submitted complete(InboundMessage message, String certified) {
        Controls controls = controlFiles.current();
        Injector injector = new Injector(controls, options(certified));
        controls.loginheader().ifPresent(injector::without);
        return complete(message, injector, injected -> "");
    }

    /**
     * Completes what a user sends.
     *
     * @param message with the Received line of this server on top
     * @param login the address for a From that is missing
     * @param owns whether an address is the user's own; may wait for the database
     */
    public Submitted complete(InboundMessage message, String login, Predicate<String> owns) {
        Controls controls = controlFiles.current();
        AuthorCheck check = new AuthorCheck(controls.checkfrom(), login, owns);
        Injector injector = new Injector(controls, options(login));
        Optional<String> loginField = controls.loginheader();
        loginField.ifPresent(injector::without);
        String told = loginField.map(name -> name + ": " + login + "\n").orElse("");
        return complete(message, injector, injected -> told + check.sender(injected, message.id()));
    }

    /** @param more fields that go on top, of what has been completed */
    private static Submitted complete(InboundMessage message, Injector injector, Fields more) {
        byte[] begin = Injection.begin(message.body());
        int received = endOfFirstField(begin);
        try {
            Injector.Injected injected = injector.inject(
                    Arrays.copyOfRange(begin, received, begin.length),
                    message.arrival(),
                    message.id().toString());
            int bodyBegin = received + injected.bodyBegin();
            byte[] head = head(begin, received, more.of(injected), injected.head());
            Body whole = new CompletedBody(head, message.body(), bodyBegin);
            long wireSize = message.wireSize() - WireSize.of(Arrays.copyOf(begin, bodyBegin)) + WireSize.of(head);
            return new Submitted(
                    new InboundMessage(message.id(), message.envelope(), whole, wireSize, message.arrival()), null);
        } catch (HeaderException e) {
            return new Submitted(null, "554 5.6.0 the header of this message makes no sense: " + e.getMessage());
        } catch (AuthorCheck.ForeignAuthorException e) {
            return new Submitted(null, "550 5.7.1 " + e.getMessage());
        }
    }

    /** The envelope is as SMTP had it: the header tells nothing about it. */
    private static InjectOptions options(String login) {
        return new InjectOptions(
                new InjectOptions.Recipients(InjectOptions.From.ARGUMENTS, List.of()),
                InjectOptions.User.of(login),
                new InjectOptions.Sender("<>", null, null, false),
                "",
                Set.of());
    }

    private static byte[] head(byte[] begin, int received, String told, byte[] completed) {
        ByteArrayOutputStream head = new ByteArrayOutputStream(received + completed.length);
        head.write(begin, 0, received);
        head.writeBytes(told.getBytes(StandardCharsets.UTF_8));
        head.writeBytes(completed);
        return head.toByteArray();
    }

    /** Where the line begins that does not belong to the first field. */
    private static int endOfFirstField(byte[] message) {
        for (int i = 1; i < message.length; i++) {
            if (message[i - 1] == '\n' && message[i] != ' ' && message[i] != '\t') {
                return i;
            }
        }
        return message.length;
    }
}
