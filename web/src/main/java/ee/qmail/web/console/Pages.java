package ee.qmail.web.console;

import ee.qmail.caller.Caller;
import ee.qmail.caller.Role;
import ee.qmail.web.security.PageAddress;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Addresses of pages, with what they are about and the place in the list from which somebody came. */
final class Pages {
    private Pages() {}

    static String domain(String domain) {
        return address(path("domain"), Map.of("domain", domain));
    }

    static String importing(String domain) {
        return address(path("import"), Map.of("domain", domain));
    }

    /** In the place in which the list was: it stands in the address of this page too. */
    static String backToDomain(String domain) {
        return address(domain(domain), Listing.place());
    }

    /** For its owner, their one page. */
    static String mailbox(String domain, String name) {
        if (Caller.current().role() == Role.OWNER) {
            return path("my");
        }
        return ofEntry("mailbox", domain, name);
    }

    /** @param page {@code mailbox} or {@code alias} */
    static String ofEntry(String page, String domain, String name) {
        return address(plain(page, domain, name), Listing.place());
    }

    /** As {@link #ofEntry}, from somewhere else than a list: the parameters of the request are of no list. */
    static String plain(String page, String domain, String name) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("domain", domain);
        about.put("name", name);
        return address(path(page), about);
    }

    /** The life of a message, or of a refusal. */
    static String life(String id) {
        return address(path("life"), Map.of("id", id));
    }

    /** Of messages, without its conditions. */
    static String table() {
        return external().getRequestContextPath() + "/console/messages.csv";
    }

    /** The settings that mail programs ask for, without the address. */
    static String autoconfig() {
        return external().getRequestContextPath() + "/mail/config-v1.1.xml";
    }

    /** The page with which the console begins for whoever asks. */
    static String home() {
        return external().getRequestContextPath()
                + PageAddress.home(Caller.current().role());
    }

    static String path(String page) {
        return external().getRequestContextPath() + "/console/" + page + ".xhtml";
    }

    /** An address with more parameters behind it. */
    static String address(String address, Map<String, String> parameters) {
        StringBuilder whole = new StringBuilder(address);
        parameters.forEach((name, value) -> whole.append(whole.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return whole.toString();
    }

    /**
     * Opens a page after a change. As an outcome of Faces its parameters would be taken for expressions.
     *
     * @return the outcome of the action that made the change
     */
    static String open(String address) {
        try {
            external().redirect(address);
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("the browser went away", e);
        }
    }

    private static ExternalContext external() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }
}
