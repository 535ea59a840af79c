package ee.qmail.smtp;

import ee.qmail.message.Reason;
import ee.qmail.smtp.ClientPipeline.Verb;
import ee.qmail.smtp.ClientSecurity.StartTls;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of a client's session before the mail: greeting, EHLO, STARTTLS and EHLO again, AUTH. What was heard before TLS does not count
 * behind it (RFC 3207 4.2, RTLS-3). On a connection that is used again, all of it stays as it was.
 */
final class ClientOpening {
    /**
     * Why the mail is not shown.
     *
     * @param reply what the other side said, if its code decides; null if this side does
     */
    record Refusal(Reason reason, String detail, RemoteReply reply) {
        static Refusal said(Reason reason, RemoteReply reply) {
            return new Refusal(reason, "", reply);
        }

        static Refusal own(Reason reason, String detail) {
            return new Refusal(reason, detail, null);
        }

        /** Tells whether another address of the host may do better: a password that is wrong is so at all of them. */
        boolean isOfThisAddress() {
            return reason != Reason.LOGIN_REFUSED;
        }

        void settle(RecipientReports reports) {
            if (reply == null) {
                reports.settle(reason, detail);
            } else {
                reports.refused(reason, reply);
            }
        }
    }

    static final String REQUIRETLS = "REQUIRETLS";

    private final String heloHost;
    private final ClientSecurity security;
    private final ClientPipeline pipeline;
    private Set<String> offered = Set.of();
    private List<String> mechanisms = List.of();
    private ClientLogin login;
    private String tls = "";
    private boolean wantsTls;
    private boolean over;

    ClientOpening(String heloHost, ClientSecurity security, ClientPipeline pipeline) {
        this.heloHost = heloHost;
        this.security = security;
        this.pipeline = pipeline;
    }

    /** Keywords of the last reply to EHLO. */
    Set<String> offered() {
        return offered;
    }

    /** What is known of TLS; empty without it. */
    String tls() {
        return tls;
    }

    /** Tells whether the handshake is to begin. */
    boolean wantsTls() {
        return wantsTls;
    }

    /** Tells whether the mail may be shown. */
    boolean isOver() {
        return over;
    }

    void tlsStarted(String description) {
        tls = description;
        if (wantsTls) {
            wantsTls = false;
            offered = Set.of();
            mechanisms = List.of();
            pipeline.plan(Verb.EHLO, "EHLO " + heloHost);
        }
    }

    /** Plans what comes next. */
    Optional<Refusal> replied(Verb verb, RemoteReply reply) {
        return switch (verb) {
            case GREETING -> greeted(reply);
            case EHLO -> ehloReplied(reply);
            case STARTTLS -> startTlsReplied(reply);
            case AUTH -> authReplied(reply);
            default -> heloReplied(reply);
        };
    }

    private Optional<Refusal> greeted(RemoteReply reply) {
        if (!reply.isPositive()) {
            return Optional.of(Refusal.said(Reason.GREETING_FAILED, reply));
        }
        pipeline.plan(Verb.EHLO, "EHLO " + heloHost);
        return Optional.empty();
    }

    private Optional<Refusal> ehloReplied(RemoteReply reply) {
        if (reply.isPositive()) {
            offered = keywords(reply);
            mechanisms = reply.mechanisms();
            return secured();
        }
        if (reply.isPermanent()) {
            pipeline.plan(Verb.HELO, "HELO " + heloHost);
            return Optional.empty();
        }
        return Optional.of(Refusal.said(Reason.NAME_REJECTED, reply));
    }

    private Optional<Refusal> heloReplied(RemoteReply reply) {
        return reply.isPositive() ? secured() : Optional.of(Refusal.said(Reason.NAME_REJECTED, reply));
    }

    /** In clear nothing is promised about TLS (RFC 8689 2). */
    private Set<String> keywords(RemoteReply reply) {
        return reply.keywords().stream()
                .filter(keyword -> !tls.isEmpty() || !keyword.equals(REQUIRETLS))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Optional<Refusal> secured() {
        if (tls.isEmpty() && security.startTls() != StartTls.NEVER) {
            if (offered.contains("STARTTLS")) {
                pipeline.plan(Verb.STARTTLS, "STARTTLS");
                return Optional.empty();
            }
            if (security.startTls() == StartTls.DEMANDED) {
                return Optional.of(Refusal.own(Reason.TLS_NOT_OFFERED, ""));
            }
        }
        if (isRequired() && tls.isEmpty()) {
            return Optional.of(Refusal.own(Reason.REQUIRED_TLS_MISSING, "it does not offer TLS"));
        }
        if (isRequired() && !offered.contains(REQUIRETLS)) {
            return Optional.of(Refusal.own(Reason.REQUIRETLS_NOT_OFFERED, ""));
        }
        if (!security.hasLogin()) {
            over = true;
            return Optional.empty();
        }
        login = ClientLogin.of(security, mechanisms, !tls.isEmpty());
        return nextMechanism(Refusal.own(Reason.LOGIN_NOT_OFFERED, ""));
    }

    private boolean isRequired() {
        return security.startTls() == StartTls.REQUIRETLS;
    }

    /** For now, whatever the code is: the certificate of the other side may have expired. A sender who demands TLS is told at once if the refusal is for good. */
    private Optional<Refusal> startTlsReplied(RemoteReply reply) {
        wantsTls = reply.isPositive();
        if (wantsTls) {
            return Optional.empty();
        }
        return Optional.of(
                isRequired() && reply.isPermanent()
                        ? Refusal.own(
                                Reason.REQUIRED_TLS_MISSING,
                                "it refused TLS: " + reply.text().replace('\n', ' '))
                        : Refusal.own(Reason.TLS_REFUSED, reply.text()));
    }

    /** @param disagreed whether the two came to no terms, or the certificate is not the one that is wanted; else the network failed, or something here */
    Refusal tlsFailed(String why, boolean disagreed) {
        return Refusal.own(isRequired() && disagreed ? Reason.REQUIRED_TLS_MISSING : Reason.TLS_FAILED, why);
    }

    private Optional<Refusal> nextMechanism(Refusal last) {
        Optional<String> command = login.next();
        command.ifPresent(line -> pipeline.plan(Verb.AUTH, line));
        return command.isPresent() ? Optional.empty() : Optional.of(last);
    }

    /** A password that is refused is a mistake at one of the two ends, which the mail must not pay for: it waits (RTLS-16). */
    private Optional<Refusal> authReplied(RemoteReply reply) {
        if (reply.isChallenge()) {
            pipeline.plan(Verb.AUTH, login.answer(reply.text().substring(3)));
            return Optional.empty();
        }
        if (reply.isPositive() && login.isProved()) {
            over = true;
            return Optional.empty();
        }
        if (reply.isPositive() || login.isUnproved()) {
            return Optional.of(Refusal.own(Reason.LOGIN_NOT_PROVED, ""));
        }
        return reply.isPermanent()
                ? nextMechanism(Refusal.own(Reason.LOGIN_REFUSED, reply.text()))
                : Optional.of(Refusal.said(Reason.LOGIN_FAILED, reply));
    }
}
