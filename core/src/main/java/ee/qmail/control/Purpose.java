package ee.qmail.control;

import ee.qmail.text.Sentence;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The uses of control files, so that those that belong together are found together. Each file has one. */
public enum Purpose {
    NAMES(
            Setting.ME,
            Setting.DEFAULTHOST,
            Setting.DEFAULTDOMAIN,
            Setting.PLUSDOMAIN,
            Setting.IDHOST,
            Setting.ENVNOATHOST,
            Setting.LOCALIPHOST,
            Setting.SMTPGREETING,
            Setting.HELOHOST),
    ADDRESSES(Setting.RCPTHOSTS, Setting.MORERCPTHOSTS, Setting.LOCALS, Setting.VIRTUALDOMAINS, Setting.PERCENTHACK),
    CLIENTS(
            Setting.TCP_SMTP,
            Setting.BADMAILFROM,
            Setting.BLOCKLISTS,
            Setting.PROXIES,
            Setting.CONCURRENCYINCOMING,
            Setting.MAXCONNIP,
            Setting.MAXCONNMINUTE,
            Setting.MAXTLSMINUTE,
            Setting.MAXOCTETSMINUTE,
            Setting.DATABYTES,
            Setting.TIMEOUTSMTPD,
            Setting.GREETDELAY,
            Setting.BRTLIMIT,
            Setting.TARPITDELAY),
    USERS(
            Setting.IDENTITYSTORE,
            Setting.OAUTH,
            Setting.PLAINTEXTLOGIN,
            Setting.TLSCLIENTS,
            Setting.SENDERS,
            Setting.SENDLIMITS,
            Setting.CHECKFROM,
            Setting.HIDESUBMITTER,
            Setting.LOGINHEADER),
    HERE(Setting.DEFAULTDELIVERY, Setting.ALLOWEDPROGRAMS, Setting.TIMEOUTPROGRAM, Setting.CONCURRENCYLOCAL),
    OTHERS(
            Setting.SMTPROUTES,
            Setting.AUTHSENDERS,
            Setting.TLSPOLICIES,
            Setting.TIMEOUTCONNECT,
            Setting.TIMEOUTREMOTE,
            Setting.CONCURRENCYREMOTE,
            Setting.HOLDREMOTE),
    NOTICES(
            Setting.QUEUELIFETIME,
            Setting.DSN,
            Setting.DELAYNOTICE,
            Setting.BOUNCEFROM,
            Setting.BOUNCEHOST,
            Setting.DOUBLEBOUNCETO,
            Setting.DOUBLEBOUNCEHOST,
            Setting.HISTORYLIFETIME,
            Setting.AUDITLIFETIME,
            Setting.HISTORYSUBJECT),
    CERTIFICATES(
            Setting.TLSPOLICY,
            Setting.ACME,
            Setting.ACMECONTACT,
            Setting.ACMEDOMAINS,
            Setting.ACMEEAB,
            Setting.ACMEDNS,
            Setting.ACMEKEY),
    CONSOLE(Setting.CONSOLEURL, Setting.TRUSTEDPROXIES, Setting.METRICSACCESS);

    private final Set<Setting> settings;

    Purpose(Setting first, Setting... others) {
        this.settings = EnumSet.of(first, others);
    }

    /** In words, for a heading. */
    public Sentence title() {
        return Sentence.of("purpose." + name().toLowerCase(Locale.ROOT));
    }

    /** In the order of the table. */
    public Set<Setting> settings() {
        return EnumSet.copyOf(settings);
    }
}
