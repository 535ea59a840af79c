package ee.qmail.web.console;

import ee.qmail.accounts.People.Powers;
import ee.qmail.caller.Role;
import java.util.List;

/** What somebody may do, in a form. */
public class PowersForm {
    private String role = Role.DOMAIN.group();
    private String domains = "";
    private boolean suspended;

    void show(Powers powers) {
        role = powers.role().group();
        domains = Targets.toLines(powers.domains());
        suspended = !powers.enabled();
    }

    /** An administrator has all domains, whatever stands in the field. */
    Powers wanted() {
        Role chosen = Role.ofGroup(role).orElse(Role.DOMAIN);
        List<String> given = chosen == Role.ADMINISTRATOR ? List.of() : Targets.ofLines(domains);
        return new Powers(chosen, !suspended, given);
    }

    public String getRole() {
        return role;
    }

    public void setRole(String role) {
        this.role = role;
    }

    public String getDomains() {
        return domains;
    }

    public void setDomains(String domains) {
        this.domains = domains;
    }

    public boolean isSuspended() {
        return suspended;
    }

    public void setSuspended(boolean suspended) {
        this.suspended = suspended;
    }
}
