package ee.qmail.web.console;

import ee.qmail.web.language.Language;
import ee.qmail.web.security.PageAddress;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The links by which a page is read in another language. */
@Named("languages")
@RequestScoped
public class LanguageLinks {
    private final HttpServletRequest request;

    /** @param name as those who speak it call it */
    public record Link(String code, String name, String address) {}

    /** For the container's proxies. */
    protected LanguageLinks() {
        this(null);
    }

    @Inject
    LanguageLinks(HttpServletRequest request) {
        this.request = request;
    }

    /** One for each language but that of the page. */
    public List<Link> getOthers() {
        Language now = Language.of(request);
        String here = PageAddress.with(request.getServletPath(), request.getQueryString());
        String next = URLEncoder.encode(here, StandardCharsets.UTF_8);
        return Arrays.stream(Language.values())
                .filter(language -> language != now)
                .map(language -> new Link(
                        language.code(),
                        language.ownName(),
                        request.getContextPath() + "/console/language?to=" + language.code() + "&next=" + next))
                .toList();
    }
}
