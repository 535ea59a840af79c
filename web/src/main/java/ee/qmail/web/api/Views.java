package ee.qmail.web.api;

import ee.qmail.accounts.DomainSummary;
import ee.qmail.control.ControlPreview;
import ee.qmail.directory.Alias;
import ee.qmail.directory.AppPassword;
import ee.qmail.directory.Mailbox;
import ee.qmail.directory.Rights;
import ee.qmail.revision.TextHistory;
import ee.qmail.status.ServiceState;
import ee.qmail.web.Effect;
import ee.qmail.web.SettingView;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The JSON documents of the API. */
public final class Views {
    private Views() {}

    public record DomainRequest(String name) {}

    /**
     * @param password missing: mail is kept, nobody can log in
     * @param passwordHash of crypt, instead of a password that is not known
     * @param quota octets it may hold; missing: no limit
     * @param pop3 and the others as in {@link RightsRequest}; missing: true
     */
    public record MailboxRequest(
            String name,
            String password,
            String passwordHash,
            Long quota,
            Boolean pop3,
            Boolean submission,
            Boolean relay) {
        RightsRequest rights() {
            return new RightsRequest(pop3, submission, relay);
        }
    }

    /**
     * What the user of a mailbox may do; what is missing stays.
     *
     * @param pop3 read its mail by POP3
     * @param submission log in to send mail
     * @param relay send that to other servers
     */
    public record RightsRequest(Boolean pop3, Boolean submission, Boolean relay) {
        Rights over(Rights before) {
            return new Rights(
                    Objects.requireNonNullElse(pop3, before.pop3()),
                    Objects.requireNonNullElse(submission, before.submission()),
                    Objects.requireNonNullElse(relay, before.relay()));
        }
    }

    /** @param scope {@code pop3}, {@code submission} or {@code both}; missing: {@code both} */
    public record AppPasswordRequest(String name, String scope) {}

    /** @param password told this once */
    public record AppPasswordMade(String name, String scope, String password) {}

    /** @param lastUsed to the hour; null: never */
    public record AppPasswordView(String name, String scope, Instant created, Instant lastUsed) {
        static AppPasswordView of(AppPassword password) {
            return new AppPasswordView(
                    password.getName(), password.getScope().label(), password.getCreated(), password.getLastUsed());
        }
    }

    /** @param quota octets the mailbox may hold; null: no limit */
    public record QuotaRequest(Long quota) {}

    /** @param passwordHash of crypt, instead of a password that is not known */
    public record PasswordRequest(String password, String passwordHash) {}

    public record AliasRequest(String name, List<String> targets) {}

    /** @param targets instead of all those the alias has */
    public record TargetsRequest(List<String> targets) {}

    /** @param current the password that holds now */
    public record PasswordChangeRequest(String current, String password) {}

    /**
     * @param content the whole file, lines separated by LF
     * @param why for the history of the file; may be missing
     */
    public record ControlRequest(String content, String why) {}

    /**
     * A state of a control file.
     *
     * @param at when it began
     * @param by whose change made it; null: somebody on the machine
     * @param tag the entity tag of the file then; null: there was no file
     * @param content asterisks for passwords; null if there was no file, or one too large to be kept
     */
    public record StateView(long number, Instant at, String by, String why, String tag, String content) {
        static StateView of(TextHistory.State state) {
            return new StateView(
                    state.number(),
                    state.at(),
                    state.by().isEmpty() ? null : state.by(),
                    state.why(),
                    state.version().map(version -> '"' + version + '"').orElse(null),
                    state.version().isPresent() ? state.text() : null);
        }
    }

    /**
     * The consequences that a change of a control file would have.
     *
     * @param refused addresses that take mail now, and would not
     * @param taken the reverse
     * @param complete whether all addresses were looked at
     */
    public record EffectView(List<ValueView> changes, List<String> refused, List<String> taken, boolean complete) {
        static EffectView of(Effect effect) {
            return new EffectView(
                    effect.changes().stream().map(ValueView::of).toList(),
                    effect.stop(),
                    effect.begin(),
                    effect.isComplete());
        }
    }

    /** Values in force, their defaults applied. */
    public record ValueView(String file, List<String> before, List<String> after) {
        static ValueView of(ControlPreview.Value value) {
            return new ValueView(value.file(), value.before(), value.after());
        }
    }

    /** Something that has a page of its own, under its name. */
    interface Named {
        String name();
    }

    /** @param password null: one is made, and told once */
    public record NewPasswordRequest(String password) {}

    /** @param mostQuota octets that a domain administrator may give to a mailbox; null: any quota, and none */
    public record MostQuotaRequest(Long mostQuota) {}

    /**
     * @param unicodeName the same in its own script, where it is in another than Latin; else the name
     * @param mostQuota as in {@link MostQuotaRequest}
     */
    public record DomainView(
            String name, String unicodeName, Instant created, long mailboxes, long aliases, Long mostQuota)
            implements Named {
        static DomainView of(DomainSummary domain) {
            return new DomainView(
                    domain.name(),
                    domain.unicodeName(),
                    domain.created(),
                    domain.mailboxes(),
                    domain.aliases(),
                    domain.mostQuota());
        }
    }

    /**
     * @param login whether its user can log in
     * @param quota octets it may hold; null: no limit
     * @param used octets it holds; null in a list
     * @param pop3 and the others as in {@link RightsRequest}
     * @param displayName what the owner is called; null if that is not known
     * @param suspended whether nobody can log in, whatever the password
     * @param forward where its mail is sent on
     * @param keep whether the mailbox has that mail as well
     */
    public record MailboxView(
            String name,
            String address,
            boolean login,
            Instant created,
            Long quota,
            Long used,
            boolean pop3,
            boolean submission,
            boolean relay,
            String displayName,
            boolean suspended,
            List<String> forward,
            boolean keep)
            implements Named {
        static MailboxView of(Mailbox mailbox) {
            return of(mailbox, null);
        }

        static MailboxView of(Mailbox mailbox, Long used) {
            return new MailboxView(
                    mailbox.getName(),
                    mailbox.getAddress(),
                    mailbox.isLoginAllowed(),
                    mailbox.getCreated(),
                    mailbox.getQuota(),
                    used,
                    mailbox.getRights().pop3(),
                    mailbox.getRights().submission(),
                    mailbox.getRights().relay(),
                    mailbox.getDisplayName(),
                    !mailbox.isEnabled(),
                    mailbox.getForward().targets(),
                    mailbox.getForward().keeps());
        }
    }

    public record AliasView(String name, String address, List<String> targets, Instant created) implements Named {
        static AliasView of(Alias alias) {
            return new AliasView(alias.getName(), alias.getAddress(), alias.getTargets(), alias.getCreated());
        }
    }

    /**
     * @param up whether {@code state} is {@code up}
     * @param state {@code up}, {@code paused} or {@code down}
     * @param since when it came to be in this state; null if that is not known
     * @param sessions of a listener, those that have ended since its start
     */
    public record ServiceView(
            String name, boolean up, String state, String detail, Instant since, List<SessionCount> sessions) {
        static ServiceView of(ServiceState service) {
            return new ServiceView(
                    service.name(),
                    service.up(),
                    service.state().word(),
                    service.detail(),
                    service.since(),
                    service.sessions().entrySet().stream()
                            .map(count -> new SessionCount(count.getKey(), count.getValue()))
                            .toList());
        }
    }

    /** @param tls version, such as {@code TLSv1.3}, or {@code clear} */
    public record SessionCount(String tls, long ended) {}

    /**
     * @param lines what is in force
     * @param isDefault whether the file is missing
     * @param problems what is wrong with the file, or not what its writer may think; one sentence each
     * @param machineOnly whether it is changed on the machine and not here
     * @param content the whole file with its comments, asterisks for passwords; null if it is missing, and in a list
     */
    public record ControlView(
            String file,
            List<String> lines,
            boolean isDefault,
            String fallback,
            String readBy,
            String help,
            List<String> problems,
            boolean machineOnly,
            String content) {
        static ControlView of(SettingView setting) {
            return new ControlView(
                    setting.file(),
                    setting.lines(),
                    setting.isDefault(),
                    setting.fallback(),
                    setting.readBy(),
                    setting.help(),
                    setting.problems(),
                    setting.machineOnly(),
                    null);
        }

        ControlView with(String text) {
            return new ControlView(file, lines, isDefault, fallback, readBy, help, problems, machineOnly, text);
        }
    }
}
