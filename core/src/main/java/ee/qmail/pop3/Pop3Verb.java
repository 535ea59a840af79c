package ee.qmail.pop3;

/** The commands: what each looks like and in which state it is allowed. */
enum Pop3Verb {
    USER("USER name", Allowed.AUTHORIZATION),
    PASS("PASS password", Allowed.AUTHORIZATION),
    APOP("APOP name digest", Allowed.AUTHORIZATION),
    STAT("STAT", Allowed.TRANSACTION),
    LIST("LIST [message]", Allowed.TRANSACTION),
    UIDL("UIDL [message]", Allowed.TRANSACTION),
    RETR("RETR message", Allowed.TRANSACTION),
    TOP("TOP message lines", Allowed.TRANSACTION),
    DELE("DELE message", Allowed.TRANSACTION),
    RSET("RSET", Allowed.TRANSACTION),
    CAPA("CAPA", Allowed.ALWAYS),
    NOOP("NOOP", Allowed.ALWAYS),
    QUIT("QUIT", Allowed.ALWAYS);

    enum Allowed {
        AUTHORIZATION,
        TRANSACTION,
        ALWAYS
    }

    private final String usage;
    private final Allowed allowed;

    Pop3Verb(String usage, Allowed allowed) {
        this.usage = usage;
        this.allowed = allowed;
    }

    /** How to write the command. */
    String usage() {
        return usage;
    }

    Allowed allowed() {
        return allowed;
    }

    /** The verb of that name in any case, or null. */
    static Pop3Verb of(String word) {
        for (Pop3Verb verb : values()) {
            if (verb.name().equalsIgnoreCase(word)) {
                return verb;
            }
        }
        return null;
    }
}
