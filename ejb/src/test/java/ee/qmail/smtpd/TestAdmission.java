package ee.qmail.smtpd;

import ee.qmail.checkpassword.OfferedMechanisms;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Peer;
import ee.qmail.control.ControlFiles;
import ee.qmail.dns.FakeDns;
import ee.qmail.jms.JmsSender;
import ee.qmail.local.LocalUserSearch;
import ee.qmail.local.Quotas;
import ee.qmail.start.Readiness;
import java.net.InetSocketAddress;

/** The SMTP door of a server that has started and has room. */
public final class TestAdmission {
    private TestAdmission() {}

    public static SmtpAdmission of(ControlFiles controlFiles, LocalUserSearch users, FakeDns dns) {
        return new SmtpAdmission(
                controlFiles,
                users,
                new Quotas(),
                new Started(),
                new Roomy(),
                new Rblsmtpd(dns),
                dns,
                new OfferedMechanisms(controlFiles),
                new SentCounts(controlFiles));
    }

    /** At the door for other mail servers. */
    static Client client(String ip) {
        return new Client(peer(ip), Door.MX);
    }

    static Peer peer(String ip) {
        return new Peer(
                new InetSocketAddress(FakeDns.ip(ip), 40000), new InetSocketAddress(FakeDns.ip("192.0.2.1"), 25));
    }

    public static final class Started extends Readiness {
        @Override
        public boolean isStarted() {
            return true;
        }
    }

    private static final class Roomy extends JmsSender {
        @Override
        public boolean isFull() {
            return false;
        }
    }
}
