package ee.qmail.web.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Addresses and names of hosts as pages show them. */
@Named
@ApplicationScoped
public class Addresses {
    /** HTML in which a line may break behind an at sign or a dot. All that means something in HTML is escaped. */
    public String html(String text) {
        StringBuilder html = new StringBuilder();
        String whole = text == null ? "" : text;
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                case '@', '.' -> html.append(c).append("<wbr/>");
                default -> html.append(c);
            }
        }
        return html.toString();
    }
}
