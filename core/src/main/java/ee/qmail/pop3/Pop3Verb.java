package ee.qmail.pop3;

import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import ee.qmail.wire.Verbs;

/** The command table of qmail-popup and qmail-pop3d: verb, how it is written, what it does. */
enum Pop3Verb {
    USER("USER name", authorization(Pop3Authorization::user)),
    PASS("PASS password", authorization(Pop3Authorization::pass)),
    APOP("APOP name digest", authorization(Pop3Authorization::apop)),
    STLS("STLS", authorization(Pop3Authorization::stls)),
    AUTH("AUTH [mechanism [response]]", authorization(Pop3Authorization::auth)),
    STAT("STAT", transaction(Pop3Transaction::stat)),
    LIST("LIST [message]", transaction(Pop3Transaction::list)),
    UIDL("UIDL [message]", transaction(Pop3Transaction::uidl)),
    RETR("RETR message", transaction(Pop3Transaction::retr)),
    TOP("TOP message lines", transaction(Pop3Transaction::top)),
    DELE("DELE message", transaction(Pop3Transaction::dele)),
    RSET("RSET", transaction(Pop3Transaction::rset)),
    CAPA("CAPA", Pop3Session::capa),
    NOOP("NOOP", Pop3Session::noop),
    QUIT("QUIT", Pop3Session::quit);

    @FunctionalInterface
    private interface Action<C> {
        Reply perform(C commands, String argument) throws RefusedException;
    }

    static final Verbs<Pop3Verb> ALL = new Verbs<>(values());

    private final String usage;
    private final Action<Pop3Session> action;

    Pop3Verb(String usage, Action<Pop3Session> action) {
        this.usage = usage;
        this.action = action;
    }

    private static Action<Pop3Session> authorization(Action<Pop3Authorization> action) {
        return (session, argument) -> action.perform(session.authorization(), argument);
    }

    private static Action<Pop3Session> transaction(Action<Pop3Transaction> action) {
        return (session, argument) -> action.perform(session.transaction(), argument.trim());
    }

    /** The command with its arguments. */
    String usage() {
        return usage;
    }

    /** The reply; null if it comes later. */
    Reply perform(Pop3Session session, String given) throws RefusedException {
        return action.perform(session, given);
    }
}
