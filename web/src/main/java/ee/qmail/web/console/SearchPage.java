package ee.qmail.web.console;

import ee.qmail.address.DomainName;
import ee.qmail.local.AddressSearch;
import ee.qmail.local.AddressSearch.Found;
import ee.qmail.local.AddressSearch.Match;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** What has been found by a part of an address. */
@Named
@RequestScoped
public class SearchPage {
    private static final int MOST = 50;

    @Inject
    private AddressSearch search;

    @Inject
    private Texts texts;

    private String text;
    private Found found;

    @PostConstruct
    void find() {
        text = Requests.parameter("q").strip();
        found = search.find(text, MOST);
    }

    /** The only match is opened at once. */
    public void load() {
        if (found.matches().size() == 1 && !found.isMore()) {
            Pages.open(linkTo(found.matches().get(0)));
        }
    }

    public String linkTo(Match match) {
        return switch (match.kind()) {
            case DOMAIN -> Pages.domain(match.domain());
            case MAILBOX -> Pages.plain("mailbox", match.domain(), match.name());
            case ALIAS -> Pages.plain("alias", match.domain(), match.name());
            case BEAN -> Pages.path("beans");
        };
    }

    /** What it is, in words. */
    public String kindOf(Match match) {
        return switch (match.kind()) {
            case DOMAIN -> texts.of("search.domain");
            case MAILBOX -> texts.of("search.mailbox");
            case ALIAS -> texts.of("search.alias");
            case BEAN -> texts.of("search.bean");
        };
    }

    /** The owner of a mailbox, or a domain in its own script where that is another one. */
    public String besides(Match match) {
        String people = DomainName.forPeople(match.domain());
        return people.equals(match.domain()) ? match.owner() : (match.owner() + " " + people).strip();
    }

    public String getText() {
        return text;
    }

    public List<Match> getMatches() {
        return found.matches();
    }

    public boolean isMore() {
        return found.isMore();
    }
}
