package ee.qmail.control;

import java.util.EnumSet;
import java.util.Set;

/** The uses of control files, so that those that belong together are found together. Each file has one. */
public enum Purpose {
    NAMES(
            "Names of this host",
            Setting.ME,
            Setting.DEFAULTHOST,
            Setting.DEFAULTDOMAIN,
            Setting.PLUSDOMAIN,
            Setting.IDHOST,
            Setting.ENVNOATHOST,
            Setting.LOCALIPHOST,
            Setting.SMTPGREETING,
            Setting.HELOHOST),
    ADDRESSES(
            "Whose mail is taken",
            Setting.RCPTHOSTS,
            Setting.MORERCPTHOSTS,
            Setting.LOCALS,
            Setting.VIRTUALDOMAINS,
            Setting.PERCENTHACK),
    CLIENTS(
            "Who may connect, and how much",
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
            "Log-ins, and what users send",
            Setting.IDENTITYSTORE,
            Setting.OAUTH,
            Setting.PLAINTEXTLOGIN,
            Setting.TLSCLIENTS,
            Setting.SENDERS,
            Setting.SENDLIMITS,
            Setting.CHECKFROM,
            Setting.HIDESUBMITTER,
            Setting.LOGINHEADER),
    HERE(
            "Mail that stays here",
            Setting.DEFAULTDELIVERY,
            Setting.ALLOWEDPROGRAMS,
            Setting.TIMEOUTPROGRAM,
            Setting.CONCURRENCYLOCAL),
    OTHERS(
            "Mail to other servers",
            Setting.SMTPROUTES,
            Setting.AUTHSENDERS,
            Setting.TLSPOLICIES,
            Setting.TIMEOUTCONNECT,
            Setting.TIMEOUTREMOTE,
            Setting.CONCURRENCYREMOTE),
    NOTICES(
            "Failures, and what is told of them",
            Setting.QUEUELIFETIME,
            Setting.DSN,
            Setting.DELAYNOTICE,
            Setting.BOUNCEFROM,
            Setting.BOUNCEHOST,
            Setting.DOUBLEBOUNCETO,
            Setting.DOUBLEBOUNCEHOST,
            Setting.HISTORYLIFETIME,
            Setting.HISTORYSUBJECT),
    CERTIFICATES(
            "TLS and certificates",
            Setting.TLSPOLICY,
            Setting.ACME,
            Setting.ACMECONTACT,
            Setting.ACMEDOMAINS,
            Setting.ACMEEAB,
            Setting.ACMEDNS,
            Setting.ACMEKEY),
    CONSOLE("Console", Setting.CONSOLEURL, Setting.TRUSTEDPROXIES, Setting.METRICSACCESS);

    private final String title;
    private final Set<Setting> settings;

    Purpose(String title, Setting first, Setting... others) {
        this.title = title;
        this.settings = EnumSet.of(first, others);
    }

    /** In words, for a heading. */
    public String title() {
        return title;
    }

    /** In the order of the table. */
    public Set<Setting> settings() {
        return EnumSet.copyOf(settings);
    }
}
