package ee.qmail.web.console;

import ee.qmail.local.BeanAddresses;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The addresses of beans, and the end of those whose application is gone for good. */
@Named
@RequestScoped
public class BeansPage {
    @Inject
    private BeanAddresses addresses;

    private List<BeanAddresses.Line> lines;

    @PostConstruct
    void load() {
        lines = addresses.list();
    }

    /** Takes out the lines with the pattern that the form names: the list may have changed since the page was made. */
    public String forget() {
        String pattern = Requests.parameter("pattern");
        if (!Change.tried(null, () -> addresses.forget(pattern))) {
            return null;
        }
        Messages.done("beans.done", pattern);
        return "beans?faces-redirect=true";
    }

    public List<BeanAddresses.Line> getLines() {
        return lines;
    }

    /** Such as {@code 3 d 4 h}. */
    public String absentFor(BeanAddresses.Line line) {
        return Times.length(Duration.between(line.absentSince(), Instant.now()));
    }
}
