package ee.qmail.log;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.Controls;
import ee.qmail.message.Channel;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendLogTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void sch6WritesTheLinesOfQmailLog() {
        SendLog log = new SendLog(lines::add, () -> Controls.of(Map.of()));
        QueueId id = new QueueId(5);
        log.status();
        log.newMsg(id);
        log.infoMsg(id, 42, "a b%\u00e9@x");
        long first = log.startingDelivery(Channel.LOCAL, id, "ana@x");
        long second = log.startingDelivery(Channel.REMOTE, id, "e\nv@il");
        log.delivery(first, Channel.LOCAL, Outcome.SUCCESS, "did 1+0+0");
        log.delivery(second, Channel.REMOTE, Outcome.DEFERRAL, "one\ntwo\n");
        log.bounceMsg(id, new QueueId(6));
        log.tripleBounce(id);
        log.endMsg(id);
        log.exiting();
        assertThat(lines)
                .containsExactly(
                        "status: local 0/10 remote 0/20",
                        "new msg 5",
                        "info msg 5: bytes 42 from <a_b___@x> qp 5 uid 0",
                        "starting delivery 1: msg 5 to local ana@x",
                        "status: local 1/10 remote 0/20",
                        "starting delivery 2: msg 5 to remote e/v@il",
                        "status: local 1/10 remote 1/20",
                        "delivery 1: success: did_1+0+0/",
                        "status: local 0/10 remote 1/20",
                        "delivery 2: deferral: one/two/",
                        "status: local 0/10 remote 0/20",
                        "bounce msg 5 qp 6",
                        "triple bounce: discarding bounce/5",
                        "end msg 5",
                        "status: exiting");
    }
}
