package ee.qmail.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTest {
    private final Pending all = new Pending(100);
    private final Answer answer = new Answer(all);
    private final Runnable next = () -> {};

    @Test
    void theNextRequestIsReadWhenTheLastOctetIsTaken() {
        assertThat(answer.await(next)).as("nothing is pending").isFalse();
        answer.queued(10, 1);
        assertThat(answer.await(next)).isTrue();
        assertThat(answer.took(9)).isNull();
        assertThat(answer.isPending()).isTrue();
        assertThat(answer.took(1)).isSameAs(next);
        assertThat(answer.took(0)).isNull();
        assertThat(answer.isPending()).isFalse();
    }

    @Test
    void allConnectionsAreCountedTogether() {
        Answer other = new Answer(all);
        answer.queued(10, 1);
        other.queued(20, 1);
        assertThat(all.octets()).isEqualTo(30);
        answer.took(4);
        assertThat(all.octets()).isEqualTo(26);
        other.end();
        other.end();
        other.queued(20, 1);
        assertThat(other.took(20)).isNull();
        assertThat(all.octets()).isEqualTo(6);
        assertThat(answer.taken()).isEqualTo(4);
        assertThat(answer.taken()).isZero();
    }

    @Test
    void doesNotSubtractUncountedOctets() {
        answer.queued(10, 1);
        answer.took(30);
        assertThat(all.octets()).isZero();
    }

    @Test
    void theBurdenGrowsWithOctetsAndTime() {
        Answer other = new Answer(all);
        answer.queued(10, 1_000);
        other.queued(10, 2_000);
        assertThat(answer.burden(3_000)).isGreaterThan(other.burden(3_000));
        other.queued(90, 2_000);
        assertThat(answer.burden(3_000)).isLessThan(other.burden(3_000));
    }
}
