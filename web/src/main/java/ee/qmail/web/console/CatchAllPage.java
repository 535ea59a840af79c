package ee.qmail.web.console;

import ee.qmail.accounts.CatchAlls;
import ee.qmail.accounts.CatchAlls.CatchAll;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.Precondition;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;

/** On the page of a domain: where mail goes for the names that nobody has. */
@Named
@RequestScoped
public class CatchAllPage {
    private static final CatchAll NONE = new CatchAll(Optional.empty(), List.of());

    @Inject
    private CatchAlls catchAlls;

    @Inject
    private Texts texts;

    private String domain;
    private CatchAll now = NONE;
    private String targets = "";

    @PostConstruct
    void find() {
        domain = Requests.parameter("domain");
        try {
            now = catchAlls.of(domain);
            targets = Targets.toLines(now.targets());
        } catch (NotFoundException | InvalidInputException e) {
            now = NONE; // DomainPage answers 404
        }
    }

    public String save() {
        List<String> wanted = Targets.ofLines(targets);
        if (!Change.tried(
                "catchall:targets",
                () -> catchAlls.set(domain, wanted, Precondition.seen(Requests.parameter("version"))))) {
            return null;
        }
        Messages.done(wanted.isEmpty() ? "catchAll.ended" : "catchAll.done", domain);
        return Pages.open(Pages.backToDomain(domain));
    }

    /** What holds now, in words. */
    public String getState() {
        if (now.isByHand()) {
            return texts.of("catchAll.byHand");
        }
        return now.targets().isEmpty() ? texts.of("catchAll.none") : texts.of("catchAll.some");
    }

    /** The file that somebody has written by hand; empty for none. */
    public String getFile() {
        return now.isByHand() ? now.text().orElse("") : "";
    }

    public String getVersion() {
        return now.version().orElse("");
    }

    public String getTargets() {
        return targets;
    }

    public void setTargets(String targets) {
        this.targets = targets;
    }
}
