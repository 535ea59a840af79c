package ee.qmail.status;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.guard.Throttled;
import ee.qmail.smtpd.SmtpAdmission;
import ee.qmail.tcpserver.TcpRules;
import ee.qmail.text.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What the doors decide about a client, in words. */
final class ClientSentences {
    private ClientSentences() {}

    /** @param reply null if it may come in */
    static Sentence decision(Client client, String reply) {
        String address = client.peer().remoteIp();
        String door = client.door().label();
        if (reply == null) {
            return Sentence.of("client.admitted", address, door);
        }
        return client.door().isImplicitTls()
                ? Sentence.of("client.refusedSilently", address, door, reply)
                : Sentence.of("client.refused", address, door, reply);
    }

    static List<Sentence> rule(SmtpAdmission.Examined examined) {
        List<Sentence> said = new ArrayList<>();
        if (examined.name() != null) {
            said.add(Sentence.of("client.name", examined.name()));
        }
        if (examined.rule().isEmpty()) {
            said.add(Sentence.of("client.noRule"));
            return said;
        }
        TcpRules.Match match = examined.rule().get();
        said.add(match.line() == null ? Sentence.of("client.rulesUnread") : Sentence.of("client.rule", match.line()));
        new TreeMap<>(match.rule().environment())
                .forEach((name, value) -> said.add(Sentence.of("client.variable", name, value)));
        return said;
    }

    static List<Sentence> policy(Door door, SmtpPolicy policy) {
        List<Sentence> said = new ArrayList<>();
        if (policy.blocked() != null) {
            said.add(Sentence.of("client.blocked", policy.blocked()));
        }
        if (policy.loginNeeded()) {
            said.add(Sentence.of("client.loginNeeded"));
        } else {
            said.add(Sentence.of(policy.mayRelay() ? "client.relays" : "client.rcpthosts"));
        }
        if (door == Door.MX && policy.offersDsn()) {
            said.add(Sentence.of("client.dsn"));
        }
        if (policy.databytes() > 0) {
            said.add(Sentence.of("client.databytes", policy.databytes()));
        }
        SmtpPolicy.Patience patience = policy.patience();
        if (!patience.greetdelay().isZero()) {
            said.add(Sentence.of("client.greetdelay", patience.greetdelay().toSeconds()));
        }
        if (patience.brtlimit() > 0 && !patience.tarpitdelay().isZero()) {
            said.add(Sentence.of(
                    "client.tarpit", patience.brtlimit(), patience.tarpitdelay().toSeconds()));
        }
        return said;
    }

    /**
     * @param clear names of the mechanisms before TLS
     * @param encrypted those behind it
     */
    static Sentence logins(Door door, List<String> clear, List<String> encrypted) {
        String inClear = String.join(", ", clear);
        String withTls = String.join(", ", encrypted);
        if (door == Door.MX || encrypted.isEmpty()) {
            return Sentence.of("client.noLogins");
        }
        if (door.isImplicitTls()) {
            return Sentence.of("client.logins", withTls);
        }
        return clear.isEmpty()
                ? Sentence.of("client.loginsWithTls", withTls)
                : Sentence.of("client.loginsInClear", inClear, withTls);
    }

    static List<Sentence> throttled(Door door, List<Throttled> all) {
        if (door != Door.MX && all.isEmpty()) {
            return List.of(Sentence.of("client.notThrottled"));
        }
        return all.stream()
                .map(one -> one.name() == null
                        ? Sentence.of("client.throttledAll", one.network(), one.secondsToWait(), one.wrong())
                        : Sentence.of("client.throttled", one.network(), one.name(), one.secondsToWait(), one.wrong()))
                .toList();
    }
}
