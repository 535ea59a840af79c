package ee.qmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.Job;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendLoggerTest {
    @Test
    void aDeliveryIsLoggedUnderTheAddressTheSenderKnows(@TempDir Path directory) throws IOException {
        QmailHome home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        Files.writeString(home.control().resolve("virtualdomains"), "example.net:example.net\n");
        SendLogger logs = new SendLogger(home, new ControlFiles(home.control(), warning -> {}));
        logs.background = Runnable::run;
        logs.open();

        logs.starting(new Job(
                new QueueId(42),
                1,
                1,
                Channel.LOCAL,
                "example.net",
                new Envelope("bob@far.example", List.of("example.net-ana@example.net")),
                Body.of("text\n"),
                5,
                Instant.EPOCH));
        logs.close();

        assertThat(home.sendLog().resolve("current"))
                .content()
                .contains("starting delivery 1: msg 42 to local ana@example.net\n");
    }
}
