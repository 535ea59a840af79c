package ee.qmail.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ee.qmail.contract.Queues;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import jakarta.jms.BytesMessage;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobBundleTest {
    private static final Attributes CAME =
            Attributes.NONE.with(Attribute.CLIENT, "192.0.2.7").with(Attribute.HELO, "h\u00e9lo");

    /** Octets up to the number of jobs, and up to the attributes. */
    private static final int NUMBER_ENDS = 1 + 8 + 4;

    private static final int DOMAIN_ENDS = NUMBER_ENDS + 4 + 8 + 8 + 4 + "example.org".length();

    private static Job job(long id, Channel channel, String text, String... recipients) {
        return new Job(
                new QueueId(id),
                2,
                3,
                channel,
                "example.org",
                new Envelope("s\u00f8ren@example.net", List.of(recipients), CAME),
                Body.of(text),
                text.length() + 7,
                Instant.ofEpochMilli(1_763_800_000_123L));
    }

    private static Job local(long id, int octets) {
        return job(id, Channel.LOCAL, "x".repeat(octets), "example.org-ana@example.org");
    }

    private static String text(Job job) throws IOException {
        try (var in = job.body().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void code5JobsComeOutAsTheyWentIn() throws IOException {
        List<Job> jobs = List.of(
                job(7, Channel.LOCAL, "Subject: \u00e4\n\n.\n", "a@x", "\u00e9@x"),
                job(8, Channel.LOCAL, "", "b@x"),
                job(9, Channel.LOCAL, "hi\n", "c@x"));

        List<Job> decoded = JobBundle.decode(JobBundle.encode(jobs));

        assertThat(decoded)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("body")
                .isEqualTo(jobs);
        assertThat(text(decoded.get(0))).isEqualTo("Subject: \u00e4\n\n.\n");
        assertThat(decoded.get(1).body().size()).isZero();
        assertThat(text(decoded.get(2))).isEqualTo("hi\n");
    }

    @Test
    void code5TheDemandForTlsComesOutAsItWentIn() {
        Job plain = local(1, 10);
        Envelope envelope = plain.envelope().with(CAME.with(Attribute.REQUIRETLS, Attribute.YES));
        Job demanding = new Job(new QueueId(2), 1, 1, Channel.LOCAL, "x", envelope, plain.body(), 20, plain.arrival());
        byte[] octets = JobBundle.encode(List.of(plain, demanding));
        assertThat(octets[0]).as("no other form").isEqualTo((byte) 3);
        assertThat(JobBundle.decode(octets))
                .extracting(job -> job.envelope().isTlsRequired())
                .containsExactly(false, true);
    }

    /** Version 3, which earlier builds read, as long as nobody wishes anything. */
    @Test
    void code5WishesAboutRecipientsComeOutAsTheyWentIn() {
        Job plain = local(1, 10);
        Job wished = withWishes(local(2, 10));
        assertThat(JobBundle.encode(List.of(plain, plain))[0]).isEqualTo((byte) 3);
        byte[] octets = JobBundle.encode(List.of(plain, wished));
        assertThat(octets[0]).isEqualTo((byte) 4);
        assertThat(JobBundle.decode(octets))
                .extracting(Job::envelope)
                .containsExactly(plain.envelope(), wished.envelope());
    }

    private static Job withWishes(Job job) {
        Envelope envelope = job.envelope()
                .notifying(Map.of(job.envelope().recipients().get(0), new Notify("SUCCESS", "rfc822;ana@example.org")));
        return new Job(
                job.id(),
                job.number(),
                job.jobs(),
                job.channel(),
                job.domain(),
                envelope,
                job.body(),
                job.wireSize(),
                job.arrival());
    }

    @Test
    void halfABundleIsNotTakenForAWholeOne() throws IOException {
        byte[] whole = JobBundle.encode(List.of(local(1, 10), local(2, 10)));

        assertThatThrownBy(() -> JobBundle.decode(Arrays.copyOf(whole, whole.length - 1)))
                .isInstanceOfAny(BufferUnderflowException.class, IllegalArgumentException.class);
    }

    @Test
    void anotherVersionIsNamed() {
        assertThatThrownBy(() -> JobBundle.decode(new byte[] {5, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bundle of jobs of version 5: this server reads up to version 4");
    }

    @Test
    void aBundleOfVersion1IsReadAsJobsThatAreAlone() throws IOException {
        byte[] before = cut(version2(), NUMBER_ENDS, 4);
        before[0] = 1;

        List<Job> jobs = JobBundle.decode(before);

        assertThat(jobs).extracting(Job::key, Job::isAlone).containsExactly(tuple("1/2", true));
        assertThat(text(jobs.get(0))).isEqualTo("x".repeat(10));
    }

    @Test
    void aBundleOfVersion2IsReadAsJobsWithoutAttributes() throws IOException {
        List<Job> jobs = JobBundle.decode(version2());

        assertThat(jobs).extracting(Job::key, Job::jobs).containsExactly(tuple("1/2", 3));
        assertThat(jobs.get(0).envelope())
                .isEqualTo(new Envelope("s\u00f8ren@example.net", List.of("example.org-ana@example.org")));
        assertThat(text(jobs.get(0))).isEqualTo("x".repeat(10));
    }

    private static byte[] version2() {
        byte[] now = JobBundle.encode(List.of(local(1, 10)));
        byte[] before = cut(now, DOMAIN_ENDS, 4 + CAME.text().getBytes(StandardCharsets.UTF_8).length);
        before[0] = 2;
        return before;
    }

    private static byte[] cut(byte[] octets, int at, int length) {
        byte[] rest = new byte[octets.length - length];
        System.arraycopy(octets, 0, rest, 0, at);
        System.arraycopy(octets, at + length, rest, at, rest.length - at);
        return rest;
    }

    @Test
    void onlySmallLocalJobsAreBundled() {
        Job remote = job(2, Channel.REMOTE, "x", "b@far.example");
        Job large = local(3, JobBundle.MAX_OCTETS + 1);

        assertThat(JobBundle.group(List.of(local(1, 5), remote, large, local(4, 5)), job -> false))
                .extracting(group -> group.stream().map(job -> job.id().value()).toList())
                .containsExactly(List.of(1L, 4L), List.of(2L), List.of(3L));
    }

    @Test
    void aJobThatMayTakeLongIsInNoBundle() {
        assertThat(JobBundle.group(
                        List.of(local(1, 5), local(2, 5), local(3, 5)),
                        job -> job.id().value() == 2))
                .extracting(group -> group.stream().map(job -> job.id().value()).toList())
                .containsExactly(List.of(1L, 3L), List.of(2L));
    }

    @Test
    void aBundleIsLimitedInOctetsAndJobs() {
        int half = JobBundle.MAX_OCTETS / 2;
        assertThat(JobBundle.group(List.of(local(1, half), local(2, half), local(3, 1)), job -> false))
                .extracting(List::size)
                .containsExactly(2, 1);
        assertThat(JobBundle.group(Collections.nCopies(JobBundle.MAX_JOBS + 1, local(1, 1)), job -> false))
                .extracting(List::size)
                .containsExactly(JobBundle.MAX_JOBS, 1);
    }

    @Test
    void longEnvelopesCountToo() {
        String[] many =
                Collections.nCopies(100, "a".repeat(500) + "@example.org").toArray(String[]::new);
        Job wide = job(1, Channel.LOCAL, "x", many);
        assertThat(JobBundle.group(List.of(wide, wide, local(2, 1)), job -> false))
                .extracting(List::size)
                .containsExactly(1, 2);
    }

    @Test
    void aBundleIsOneMessageWithoutADuplicateId() throws Exception {
        List<QueuedMessage> unit = QueuedMessage.newJobs(List.of(local(1, 3), local(2, 4)), job -> false);

        assertThat(unit).singleElement().satisfies(bundle -> {
            assertThat(bundle.destination()).isEqualTo(Queues.LOCAL);
            assertThat(bundle.duplicateId()).isNull();
            assertThat(bundle.persistent()).isTrue();
        });
        List<SpooledBody> bodies = new ArrayList<>();
        BytesMessage received = FakeMessage.of(unit.get(0)).asReceived();
        assertThat(JobMessages.jobs(received, bodies)).extracting(Job::key).containsExactly("1/2", "2/2");
        assertThat(bodies).isEmpty();
    }

    @Test
    void aJobAloneIsNoBundleAndKeepsItsDuplicateId() throws Exception {
        QueuedMessage alone =
                QueuedMessage.newJobs(List.of(local(1, 3)), job -> false).get(0);

        assertThat(alone.duplicateId()).isEqualTo("1/2");
        List<SpooledBody> bodies = new ArrayList<>();
        List<Job> jobs = JobMessages.jobs(FakeMessage.of(alone).asReceived(), bodies);
        assertThat(jobs).extracting(Job::key).containsExactly("1/2");
        assertThat(text(jobs.get(0))).isEqualTo("xxx");
        assertThat(bodies).hasSize(1);
    }

    /** Otherwise 50 octets would end the server, and each start of it. */
    @Test
    void wrongLengthsTakeNoMemory() throws Exception {
        byte[] whole = JobBundle.encode(List.of(local(1, 10)));
        for (int at = 33; at < whole.length - 4; at++) {
            for (int length : new int[] {2_147_483_600, -1}) {
                byte[] octets = whole.clone();
                ByteBuffer.wrap(octets).putInt(at, length);
                try {
                    assertThat(JobBundle.decode(octets)).isNotEmpty(); // it was a text
                } catch (IllegalArgumentException | BufferUnderflowException e) {
                    assertThatThrownBy(() -> refusedAs(octets)).isInstanceOf(RefusedMessageException.class);
                }
            }
        }
    }

    private static void refusedAs(byte[] octets) throws Exception {
        JobMessages.jobs(FakeMessage.of(bundle(octets)).asReceived(), new ArrayList<>());
    }

    private static QueuedMessage bundle(byte[] octets) {
        return QueuedMessage.toQueue(Queues.LOCAL, QueuedMessage.octets(Map.of("qmail_bundled", 1), Body.of(octets)));
    }

    @Test
    void aBundleThatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
        FakeMessage message = FakeMessage.of(bundle(new byte[JobBundle.LARGEST + 1]));
        message.unreadable = true;

        assertThatThrownBy(() -> JobMessages.jobs(message.asReceived(), new ArrayList<>()))
                .isInstanceOf(RefusedMessageException.class)
                .hasMessage("bundle of jobs: has 4194305 octets, must have at most 4194304");
    }

    @Test
    void refusesOctetsThatAreNoBundle() {
        assertThatThrownBy(() -> refusedAs(new byte[0])).isInstanceOf(RefusedMessageException.class);
        assertThatThrownBy(() -> refusedAs(new byte[] {2})).isInstanceOf(RefusedMessageException.class);
        assertThatThrownBy(() -> refusedAs(new byte[] {9, 9}))
                .isInstanceOf(RefusedMessageException.class)
                .hasMessageContaining("version 9");
        assertThatThrownBy(() -> refusedAs(JobBundle.encode(Collections.nCopies(JobBundle.MAX_JOBS + 1, local(1, 1)))))
                .isInstanceOf(RefusedMessageException.class)
                .hasMessageContaining("at most 32 jobs");
    }
}
