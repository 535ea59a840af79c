package ee.qmail.web.console;

import ee.qmail.caller.Caller;
import ee.qmail.caller.Role;

/** The mailbox that a page is about: that of its owner, whatever is in the request; else the one in the request. */
record AskedMailbox(String domain, String name) {
    static AskedMailbox now() {
        Caller caller = Caller.current();
        return caller.role() == Role.OWNER
                ? of(caller.name())
                : new AskedMailbox(Requests.parameter("domain"), Requests.parameter("name"));
    }

    static AskedMailbox of(String address) {
        int at = address.lastIndexOf('@');
        return new AskedMailbox(address.substring(at + 1), address.substring(0, at));
    }
}
