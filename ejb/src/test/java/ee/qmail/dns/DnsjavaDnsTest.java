package ee.qmail.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** dnsjava against a name server of our own. */
class DnsjavaDnsTest {
    private DatagramSocket socket;
    private Dns dns;

    @BeforeEach
    void start() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve);
        server.setDaemon(true);
        server.start();
        dns = DnsjavaDns.asking("127.0.0.1:" + socket.getLocalPort());
    }

    @AfterEach
    void stop() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] reply = answer(new Message(Arrays.copyOf(buffer, packet.getLength())))
                        .toWire();
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException e) {
                socket.close();
            }
        }
    }

    private static Message answer(Message query) throws IOException {
        Record question = query.getQuestion();
        Name name = question.getName();
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(question, Section.QUESTION);
        switch (name.toString(true)) {
            case "mail.test" -> records(name, question.getType()).forEach(r -> reply.addRecord(r, Section.ANSWER));
            case "alias.test" -> {
                Name own = Name.fromString("mail.test.");
                reply.addRecord(new CNAMERecord(name, DClass.IN, 60, own), Section.ANSWER);
                records(own, question.getType()).forEach(r -> reply.addRecord(r, Section.ANSWER));
            }
            case "null.test" -> nullMx(name, question.getType()).forEach(r -> reply.addRecord(r, Section.ANSWER));
            case "7.2.0.192.in-addr.arpa", "8.2.0.192.in-addr.arpa" ->
                reply.addRecord(new PTRRecord(name, DClass.IN, 60, Name.fromString("mail.test.")), Section.ANSWER);
            case "broken.test", "9.2.0.192.in-addr.arpa" -> reply.getHeader().setRcode(Rcode.SERVFAIL);
            case "xn--pier-hqa.test" ->
                reply.addRecord(new ARecord(name, DClass.IN, 60, FakeDns.ip("192.0.2.8")), Section.ANSWER);
            default -> reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return reply;
    }

    private static List<Record> records(Name name, int type) throws IOException {
        return switch (type) {
            case Type.MX -> List.of(new MXRecord(name, DClass.IN, 60, 5, Name.fromString("mx.mail.test.")));
            case Type.A -> List.of(new ARecord(name, DClass.IN, 60, FakeDns.ip("192.0.2.7")));
            case Type.AAAA -> List.of(new AAAARecord(name, DClass.IN, 60, FakeDns.ip("2001:db8::7")));
            case Type.TXT -> List.of(new TXTRecord(name, DClass.IN, 60, List.of("two ", "strings")));
            default -> List.of();
        };
    }

    private static List<Record> nullMx(Name name, int type) {
        return type == Type.MX ? List.of(new MXRecord(name, DClass.IN, 60, 0, Name.root)) : List.of();
    }

    @Test
    void recordsAreRead() throws Exception {
        assertThat(dns.mx("mail.test")).containsExactly(new Dns.Mx(5, "mx.mail.test"));
        assertThat(dns.addresses("mail.test")).containsExactly(FakeDns.ip("192.0.2.7"), FakeDns.ip("2001:db8::7"));
        assertThat(dns.mx("null.test")).containsExactly(new Dns.Mx(0, ""));
        assertThat(dns.addresses("null.test")).isEmpty();
        assertThat(dns.texts("mail.test")).containsExactly("two strings");
        assertThat(dns.texts("null.test")).isEmpty();
    }

    @Test
    void code6TheNameThatAnAliasLeadsToIsKnown() throws Exception {
        assertThat(dns.hostOf("Alias.test")).isEqualTo(new Dns.Host("mail.test", dns.addresses("mail.test")));
        assertThat(dns.hostOf("mail.test").name()).isEqualTo("mail.test");
    }

    @Test
    void ts2ANameCountsIfItLeadsBack() throws Exception {
        assertThat(dns.nameOf(FakeDns.ip("192.0.2.7"))).contains("mail.test");
        assertThat(dns.nameOf(FakeDns.ip("192.0.2.8")))
                .as("not an address of mail.test")
                .isEmpty();
        assertThat(dns.nameOf(FakeDns.ip("192.0.2.10"))).isEmpty();
        assertThatThrownBy(() -> dns.nameOf(FakeDns.ip("192.0.2.9"))).isInstanceOf(Dns.TryAgainException.class);
    }

    @Test
    void errorsAreToldApart() {
        assertThatThrownBy(() -> dns.mx("gone.test")).isInstanceOf(Dns.NoSuchNameException.class);
        assertThatThrownBy(() -> dns.addresses("gone.test")).isInstanceOf(Dns.NoSuchNameException.class);
        assertThatThrownBy(() -> dns.mx("broken.test")).isInstanceOf(Dns.TryAgainException.class);
        assertThatThrownBy(() -> dns.addresses("broken.test")).isInstanceOf(Dns.TryAgainException.class);
        assertThatThrownBy(() -> dns.mx("a..b")).isInstanceOf(Dns.NoSuchNameException.class);
        assertThatThrownBy(() -> dns.mx("x".repeat(64) + ".test")).isInstanceOf(Dns.NoSuchNameException.class);
    }

    @Test
    void namesOutsideAsciiAreAskedInTheirAsciiForm() throws Exception {
        assertThat(dns.addresses("pi\u00f1er.test")).containsExactly(FakeDns.ip("192.0.2.8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", ":53", "a:b"})
    void aServerIsHostAndPort(String server) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnsjavaDns.asking(server))
                .withMessageContaining("'" + server + "'");
    }
}
