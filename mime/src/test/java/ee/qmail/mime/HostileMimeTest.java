package ee.qmail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import ee.qmail.entity.Entity;
import ee.qmail.entity.EntityScanner;
import ee.qmail.entity.MailLimitException;
import ee.qmail.message.Body;
import jakarta.mail.Address;
import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No mail costs more than its size says, whoever looks at it: the parsed form, a bean, Jakarta Mail with the message that a bean gets. The
 * long form: {@code -Dfuzz.mails=100000 -Dfuzz.size=300000 -Dfuzz.seed=8}.
 */
class HostileMimeTest {
    private static final int MAILS = Integer.getInteger("fuzz.mails", 1_500);
    private static final int SIZE = Integer.getInteger("fuzz.size", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", 7);
    /** Octets, as the largest mail that is taken apart for a queue. */
    private static final int LARGE = 16 << 20;

    /** Octets that are taken for a mail, most of them for a moment: for a header at its limit, 200 times that. */
    private static final long FREE = 200L << 20;

    /** What each of its octets may cost. */
    private static final long FACTOR = 60;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is done once is not the mail's. */
    @BeforeAll
    static void warmUp() throws Exception {
        look(MailComposer.compose(
                Map.of("from", "a@b", "text", "\u00fc", "html", "<p>", "attachment.1.data", new byte[9])));
    }

    @FunctionalInterface
    private interface Look {
        void at(byte[] mail) throws Exception;
    }

    private static void measured(byte[] mail, String who, Look look) throws Exception {
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        long begin = System.nanoTime();
        look.at(mail);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as(who + ": time")
                .isLessThan(PATIENCE);
        assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated)
                .as(who + ": memory for " + mail.length)
                .isLessThan(FREE + FACTOR * mail.length);
    }

    private static void look(byte[] mail) throws Exception {
        measured(mail, "parsed form", HostileMimeTest::parsedForm);
        measured(mail, "bean", HostileMimeTest::bean);
        measured(mail, "Jakarta Mail", HostileMimeTest::jakartaMail);
    }

    private static void parsedForm(byte[] mail) {
        try {
            MailParser.parse(mail);
        } catch (UnparsableMailException e) {
            assertThat(e).hasMessageStartingWith("the mail cannot be taken apart: ");
            assertThat(e.getCause())
                    .as("a fault is none of the mail's")
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            expected -> assertThat(expected)
                                    .isInstanceOfAny(
                                            MailLimitException.class,
                                            MessagingException.class,
                                            DecodingException.class));
        }
    }

    private static void bean(byte[] mail) throws IOException {
        try {
            Entity scanned = EntityScanner.scan(new ByteArrayInputStream(mail));
            scanned.fields().forEach(field -> Decoded.field(field.value()));
            for (MailPart part : MailPart.of(scanned, Body.of(mail))) {
                bean(part);
            }
        } catch (MailLimitException | MessagingException e) {
            assertThat(e).hasMessageContaining(" ");
        }
    }

    private static void bean(MailPart part) throws IOException {
        part.name();
        part.type();
        try {
            part.text(100_000);
        } catch (MessagingException e) {
            assertThat(e).hasMessageContaining(" ");
        }
        try (InputStream in = part.open()) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (MessagingException | DecodingException e) {
            assertThat(e).hasMessageContaining("encod");
        }
    }

    /** Everything that an application may ask for. */
    private static void jakartaMail(byte[] mail) {
        try {
            Entity scanned = EntityScanner.scan(new ByteArrayInputStream(mail));
            walk(
                    BoundedMessage.of(
                            Session.getInstance(new Properties()), new SharedByteArrayInputStream(mail), scanned),
                    0);
        } catch (MailLimitException | MessagingException | IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static void walk(Part part, int depth) throws MessagingException, IOException {
        for (Header header : Collections.list(part.getAllHeaders())) {
            assertThat(header).isNotNull();
        }
        if (part instanceof Message message) {
            message.getSubject();
            addresses(message);
        }
        Object content = part.isMimeType("multipart/*") || part.isMimeType("message/rfc822") ? part.getContent() : null;
        if (content instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                walk(parts.getBodyPart(i), depth + 1);
            }
        } else if (content instanceof Part inner && depth < 40) {
            walk(inner, depth + 1);
        } else {
            part.getContentType();
            part.getSize();
        }
    }

    private static void addresses(Message message) {
        try {
            Address[] all = message.getAllRecipients();
            assertThat(all == null || all.length >= 0).isTrue();
            message.getFrom();
        } catch (MessagingException e) {
            assertThat(e).isNotNull(); // they make no sense
        }
    }

    static Stream<Arguments> known() {
        return HostileMime.known(LARGE).entrySet().stream()
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("known")
    void knownHostileMailsCostLittle(String what, Supplier<byte[]> mail) throws Exception {
        look(mail.get());
    }

    @Test
    void noMailCostsMoreThanItsSizeSays() throws Exception {
        HostileMime mails = new HostileMime(SEED, SIZE);
        int taken = 0;
        for (int i = 0; i < MAILS; i++) {
            byte[] mail = mails.next();
            try {
                look(mail);
                MailParser.parse(mail);
                taken++;
            } catch (UnparsableMailException e) {
                assertThat(e).isNotNull(); // as most of them
            } catch (Exception | AssertionError e) {
                throw new AssertionError("mail " + i + " of seed " + SEED + ", size " + SIZE, e);
            }
        }
        assertThat(taken).as("mails that were taken apart").isBetween(MAILS / 20, MAILS - 1);
    }
}
