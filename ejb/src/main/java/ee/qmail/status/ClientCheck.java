package ee.qmail.status;

import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.MailService;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.contract.Standing;
import ee.qmail.contract.Tls;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.guard.LoginGuard;
import ee.qmail.guard.Throttled;
import ee.qmail.pop3d.Pop3Admission;
import ee.qmail.smtpd.SmtpAdmission;
import ee.qmail.tcpserver.AddressLiteral;
import ee.qmail.tcpserver.TcpRules;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may a client do? Asks what the doors ask when it comes, and counts nothing. Safe for use by several threads. */
@ApplicationScoped
@AdministratorsOnly
public class ClientCheck {
    /** As if it were the first one. */
    private static final Standing ALONE = new Standing(new Load(1, 1, 1), 0, 0, Duration.ZERO);

    private static final Tls ANY_TLS = new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, false, null, null);

    private final SmtpAdmission smtp;
    private final Pop3Admission pop3;
    private final ControlFiles controlFiles;

    /** For the container's proxies. */
    protected ClientCheck() {
        this(null, null, null);
    }

    @Inject
    public ClientCheck(SmtpAdmission smtp, Pop3Admission pop3, ControlFiles controlFiles) {
        this.smtp = smtp;
        this.pop3 = pop3;
        this.controlFiles = controlFiles;
    }

    /**
     * Asks about a client as it would come in now. Blocks for some seconds if the DNS has to be asked about it and is slow.
     *
     * @param address numeric, of IPv4 or IPv6
     * @throws InvalidInputException if it is none
     */
    public ClientRights ask(String address, Door door) {
        InetAddress ip = AddressLiteral.parse(address.strip())
                .orElseThrow(() -> new InvalidInputException("address", Sentence.of("client.address", address)));
        Optional<MailService> service = MailService.RUNNING.all().stream()
                .filter(each -> each.door() == door)
                .findFirst();
        Standing standing = service.map(each -> each.standing(ip)).orElse(ALONE);
        InetSocketAddress local = service.map(MailService::address).orElseGet(() -> new InetSocketAddress(0));
        Client client = new Client(new Peer(new InetSocketAddress(ip, 0), local), door);
        List<Sentence> said = new ArrayList<>();
        if (service.filter(MailService::isUp).isEmpty()) {
            said.add(Sentence.of("client.closed", door.label()));
        }
        if (controlFiles.current().proxies().contains(ip)) {
            said.add(Sentence.of("client.proxy"));
        }
        return isPop3(door) ? ofPop3(client, standing, said) : ofSmtp(client, standing, said);
    }

    private static boolean isPop3(Door door) {
        return door == Door.POP3 || door == Door.POP3S;
    }

    private ClientRights ofPop3(Client client, Standing standing, List<Sentence> said) {
        Pop3Policy policy = pop3.admit(client, standing.load(), false);
        String reply = policy.refusal() == null ? null : "-ERR " + policy.refusal();
        said.add(ClientSentences.decision(client, reply));
        said.add(Sentence.of("client.rulesNotAsked"));
        if (reply == null) {
            said.add(ClientSentences.logins(
                    client.door(),
                    policy.mechanisms(),
                    pop3.changed(client.with(ANY_TLS), policy).mechanisms()));
        }
        List<ClientRights.Limit> limits = limits(client, standing, true);
        return rights(client, reply, Optional.empty(), false, limits, said(client, standing, limits, said));
    }

    private ClientRights ofSmtp(Client client, Standing standing, List<Sentence> said) {
        SmtpAdmission.Examined examined = smtp.examine(client, standing.load());
        SmtpPolicy policy = examined.policy();
        said.add(ClientSentences.decision(client, policy.refusal()));
        said.addAll(ClientSentences.rule(examined));
        if (policy.refusal() == null) {
            SmtpPolicy encrypted = smtp.changed(client.with(ANY_TLS), policy);
            said.addAll(ClientSentences.policy(client.door(), policy));
            said.add(ClientSentences.logins(client.door(), policy.mechanisms(), encrypted.mechanisms()));
        }
        List<ClientRights.Limit> limits = limits(client, standing, examined.isHurried());
        List<Sentence> all = said(client, standing, limits, said);
        return rights(client, policy.refusal(), examined.rule(), policy.mayRelay(), limits, all);
    }

    /** The limits behind what the door says. */
    private List<Sentence> said(
            Client client, Standing standing, List<ClientRights.Limit> limits, List<Sentence> before) {
        List<Sentence> said = new ArrayList<>(before);
        limits.forEach(limit -> said.add(limit.said()));
        if (client.peer().remote().getAddress().isLoopbackAddress()) {
            said.add(Sentence.of("client.thisHost"));
        }
        Controls controls = controlFiles.current();
        if (controls.maxtlsminute() > 0 && standing.handshakes() >= controls.maxtlsminute()) {
            said.add(Sentence.of("client.noHandshake", standing.minute().toSeconds() + 1));
        }
        if (controls.maxoctetsminute() > 0 && standing.octets() > controls.maxoctetsminute()) {
            said.add(Sentence.of("client.paused", standing.minute().toSeconds() + 1));
        }
        return said;
    }

    private static ClientRights rights(
            Client client,
            String reply,
            Optional<TcpRules.Match> match,
            boolean mayRelay,
            List<ClientRights.Limit> limits,
            List<Sentence> said) {
        String address = client.peer().remoteIp();
        Door door = client.door();
        List<Throttled> throttled =
                door == Door.MX ? List.of() : LoginGuard.shared().throttled(address);
        List<Sentence> all = new ArrayList<>(said);
        all.addAll(ClientSentences.throttled(door, throttled));
        return new ClientRights(
                address,
                door,
                reply == null,
                reply,
                match.map(TcpRules.Match::line).orElse(null),
                match.map(found -> found.rule().environment()).orElse(Map.of()),
                mayRelay,
                limits,
                throttled,
                all);
    }

    /** Those that are set; the load counts a connection that has not come. */
    private List<ClientRights.Limit> limits(Client client, Standing standing, boolean isHurried) {
        Controls controls = controlFiles.current();
        Load load = standing.load();
        List<ClientRights.Limit> limits = new ArrayList<>();
        limits.add(limit(Setting.CONCURRENCYINCOMING, controls.concurrencyincoming(), load.connections() - 1));
        limits.add(limit(Setting.MAXCONNIP, controls.maxconnip(), load.fromThisAddress() - 1));
        if (!client.peer().remote().getAddress().isLoopbackAddress()) {
            if (isHurried) {
                limits.add(limit(Setting.MAXCONNMINUTE, controls.maxconnminute(), load.withinMinute() - 1));
            }
            limits.add(limit(Setting.MAXTLSMINUTE, controls.maxtlsminute(), standing.handshakes()));
            limits.add(limit(Setting.MAXOCTETSMINUTE, controls.maxoctetsminute(), standing.octets()));
        }
        limits.removeIf(limit -> limit.most() == 0);
        return limits;
    }

    private static ClientRights.Limit limit(Setting setting, long most, long now) {
        return new ClientRights.Limit(setting.fileName(), most, now);
    }
}
