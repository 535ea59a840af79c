package ee.qmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.jms.Job;
import ee.qmail.local.FakeConsumer;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.routing.Rewriting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobFactoryTest {
    private static final Controls CONTROLS = Controls.of(Map.of(
            Setting.ME, "mail.example.org",
            Setting.LOCALS, "mail.example.org",
            Setting.VIRTUALDOMAINS, "example.org:example.org"));

    private static List<Job> jobs(String... recipients) {
        InboundMessage message = new InboundMessage(
                new QueueId(7), new Envelope("ana@example.org", List.of(recipients)), Body.of("x\n"), 3, Instant.EPOCH);
        return JobFactory.of(message, new Rewriting(CONTROLS));
    }

    @Test
    void sch4RecipientsOfOneDomainAreOneJob() {
        assertThat(jobs("a@one.example", "b@ONE.example")).singleElement().satisfies(job -> {
            assertThat(job.channel()).isEqualTo(Channel.REMOTE);
            assertThat(job.domain()).isEqualTo("one.example");
            assertThat(job.envelope().recipients()).containsExactly("a@one.example", "b@ONE.example");
        });
    }

    @Test
    void code5WishesFollowARecipientThatIsRewritten() {
        Notify wish = new Notify("SUCCESS", "rfc822;ana@example.org");
        Envelope envelope = new Envelope("s@x.example", List.of("ana@example.org", "b@two.example"))
                .notifying(Map.of("ana@example.org", wish));
        List<Job> jobs = JobFactory.of(
                new InboundMessage(new QueueId(7), envelope, Body.of("x\n"), 3, Instant.EPOCH),
                new Rewriting(CONTROLS));
        assertThat(jobs.get(0).envelope().notifyOf("example.org-ana@example.org"))
                .isEqualTo(wish);
        assertThat(jobs.get(1).envelope().notifyOf("b@two.example")).isSameAs(Notify.DEFAULT);
    }

    /** One mailbox in two spellings is one recipient: what was wanted of either is told. */
    @Test
    void code5WishesOfOneMailboxInTwoSpellingsAreJoined() {
        Envelope envelope = new Envelope("s@x.example", List.of("Ana@example.org", "ana@example.org"));
        Notify never = Notify.NEVER;
        Notify success = new Notify("SUCCESS", "rfc822;ana@example.org");
        assertThat(wishOfAna(envelope.notifying(Map.of("Ana@example.org", never, "ana@example.org", success))))
                .isEqualTo(success);
        assertThat(wishOfAna(envelope.notifying(Map.of("Ana@example.org", never))))
                .as("nothing was said of the other: a failure is told")
                .isEqualTo(new Notify("FAILURE", null));
        assertThat(wishOfAna(envelope.notifying(Map.of("Ana@example.org", never, "ana@example.org", never))))
                .isEqualTo(never);
    }

    private static Notify wishOfAna(Envelope envelope) {
        List<Job> jobs = JobFactory.of(
                new InboundMessage(new QueueId(7), envelope, Body.of("x\n"), 3, Instant.EPOCH),
                new Rewriting(CONTROLS));
        assertThat(jobs)
                .singleElement()
                .satisfies(
                        job -> assertThat(job.envelope().recipients()).containsExactly("example.org-Ana@example.org"));
        return jobs.get(0).envelope().notifyOf("example.org-Ana@example.org");
    }

    @Test
    void qs6EachDomainIsAJobNumberedInTheOrderOfTheRecipients() {
        List<Job> jobs = jobs("a@one.example", "ana@example.org", "b@two.example", "c@one.example");

        assertThat(jobs).extracting(Job::key).containsExactly("7/1", "7/2", "7/3");
        assertThat(jobs).extracting(Job::domain).containsExactly("one.example", "example.org", "two.example");
        assertThat(jobs).extracting(Job::channel).containsExactly(Channel.REMOTE, Channel.LOCAL, Channel.REMOTE);
    }

    /** Its job may take long, and must not hold up the others; several recipients of one bean are one job. */
    @Test
    void mailForABeanIsAJobApart() {
        FakeConsumer bean = new FakeConsumer("order*@example.org");
        MailConsumerRegistry.add(bean);
        try {
            List<Job> jobs = jobs("ana@example.org", "order1@example.org", "bob@example.org", "ORDER2@example.org");
            assertThat(jobs)
                    .extracting(job -> job.envelope().recipients())
                    .containsExactly(
                            List.of("example.org-ana@example.org", "example.org-bob@example.org"),
                            List.of("example.org-order1@example.org", "example.org-ORDER2@example.org"));
            assertThat(jobs)
                    .extracting(job -> JobFactory.isForBean(job, new Rewriting(CONTROLS)))
                    .containsExactly(false, true);
            assertThat(jobs).extracting(Job::domain).containsOnly("example.org");
        } finally {
            MailConsumerRegistry.remove(bean);
        }
        assertThat(jobs("ana@example.org", "order1@example.org")).hasSize(1);
    }

    /** A stranger who names a mailbox a thousand times has a message of 60 MB written once. */
    @Test
    void anAddressThatIsGivenMoreThanOnceCountsOnce() {
        assertThat(jobs("ana@example.org", "ANA@example.org", "ana@example.org", "bob@example.org"))
                .singleElement()
                .satisfies(job -> assertThat(job.envelope().recipients())
                        .containsExactly("example.org-ana@example.org", "example.org-bob@example.org"));
        assertThat(jobs("a@one.example", "a@one.example", "A@one.example"))
                .singleElement()
                .satisfies(job ->
                        assertThat(job.envelope().recipients()).containsExactly("a@one.example", "A@one.example"));
    }

    @Test
    void aVirtualDomainIsLocalUnderItsPrefix() {
        assertThat(jobs("ana@example.org").get(0).envelope().recipients())
                .containsExactly("example.org-ana@example.org");
    }

    @Test
    void aJobKeepsTheDataOfItsMessage() {
        Job job = jobs("a@one.example").get(0);

        assertThat(job.envelope().sender()).isEqualTo("ana@example.org");
        assertThat(job.wireSize()).isEqualTo(3);
        assertThat(job.arrival()).isEqualTo(Instant.EPOCH);
    }

    /** The broker's journal takes records of 490 KB, and a letter takes two octets of it. */
    @Test
    void aThousandLongRecipientsAtOneDomainAreJobsThatTheBrokerCanKeep() {
        String[] recipients = new String[1_000];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "a".repeat(240) + i + "@" + "b".repeat(240) + ".example";
        }
        List<Job> jobs = jobs(recipients);

        assertThat(jobs).hasSizeBetween(5, 6).allSatisfy(job -> {
            assertThat(job.jobs()).isEqualTo(jobs.size());
            assertThat(String.join("\n", job.envelope().recipients())).hasSizeLessThanOrEqualTo(JobFactory.MAX_LETTERS);
        });
        assertThat(jobs).extracting(Job::number).doesNotHaveDuplicates();
        assertThat(jobs.stream().flatMap(job -> job.envelope().recipients().stream()))
                .containsExactly(recipients);
    }

    @Test
    void oneRecipientIsAJobHoweverLong() {
        String longest = "a".repeat(200_000) + "@one.example";
        assertThat(jobs("a@one.example", longest, "b@one.example"))
                .extracting(job -> job.envelope().recipients())
                .containsExactly(List.of("a@one.example"), List.of(longest), List.of("b@one.example"));
    }
}
