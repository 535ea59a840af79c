package ee.qmail.web.security;

import ee.qmail.caller.Role;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The address of a page of the console: its path, and in its query what it is about. */
public final class PageAddress {
    /** Stands in the address of a page that is opened again since a form of it came too late; console.js puts back then what was typed. */
    private static final String BACK = "back=1";

    /** What our links and browsers write, which is safe in a header, in XML and in HTML. */
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9=%.+_~*-]+");

    /** Never to another site. */
    private static final Pattern OWN_PAGE = Pattern.compile("/console/[a-z]+\\.xhtml(\\?[A-Za-z0-9=&%.+_~*-]*)?");

    /** The page that the console begins with. */
    public static final String START = "/console/index.xhtml";

    /** The one page of the owner of a mailbox. */
    public static final String MY = "/console/my.xhtml";

    private static final Pattern PAGE = Pattern.compile("(/[A-Za-z0-9_-]+)+\\.xhtml");

    private PageAddress() {}

    /** The page that the console begins with for somebody of this role. */
    public static String home(Role role) {
        return switch (role) {
            case DOMAIN -> "/console/domains.xhtml";
            case OWNER -> MY;
            default -> START;
        };
    }

    /** Tells whether it is a page of this console, and of no other site. */
    public static boolean isOwnPage(String path) {
        return OWN_PAGE.matcher(path).matches();
    }

    /**
     * Returns a path with a query.
     *
     * @param query of a page's address, as it came; may be null. What is in none of our links is left out
     */
    public static String with(String path, String query) {
        String kept = query == null
                ? ""
                : Arrays.stream(query.split("&"))
                        .filter(part -> PART.matcher(part).matches() && !part.equals(BACK))
                        .collect(Collectors.joining("&"));
        return kept.isEmpty() ? path : path + "?" + kept;
    }

    /** The same for a page that is opened again. */
    static String backTo(String path, String query) {
        String address = with(path, query);
        return address + (address.contains("?") ? "&" : "?") + BACK;
    }

    /**
     * The same for the page from which a browser comes.
     *
     * @param referer value of the field Referer; may be null
     * @param host value of the field Host; may be null
     * @param context path of this application
     * @return null if that is no page of the console
     */
    static String backToReferer(String referer, String host, String context) {
        String here = referer == null ? "" : Redirects.relative(referer, host);
        int query = here.indexOf('?');
        String path = query < 0 ? here : here.substring(0, query);
        if (!path.startsWith(context + "/console/") || !PAGE.matcher(path).matches()) {
            return null;
        }
        return backTo(path, query < 0 ? null : here.substring(query + 1));
    }
}
