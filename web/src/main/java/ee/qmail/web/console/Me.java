package ee.qmail.web.console;

import ee.qmail.caller.Caller;
import ee.qmail.caller.Role;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;

/** Who looks at the page, so that it shows only what they may use. What they may do the services decide. */
@Named
@RequestScoped
public class Me {
    public boolean isAdministrator() {
        return Caller.current().isAdministrator();
    }

    /** Tells whether it is the owner of a mailbox. */
    public boolean isOwner() {
        return Caller.current().role() == Role.OWNER;
    }

    /** The address of the page with which their console begins. */
    public String getHome() {
        return Pages.home();
    }
}
