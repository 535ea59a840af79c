package ee.qmail.web.console;

import ee.qmail.local.AddressTrace;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Shows where mail for an address would go. */
@Named
@RequestScoped
public class AddressPage {
    @Inject
    private AddressTrace trace;

    private String address;
    private AddressTrace.Trace found;

    @PostConstruct
    void look() {
        address = Requests.parameter("address").strip();
        found = address.isEmpty() ? null : trace.of(address);
    }

    public String getAddress() {
        return address;
    }

    /** Null while no address is given. */
    public AddressTrace.Trace getFound() {
        return found;
    }
}
