package ee.qmail.web.console;

import ee.qmail.text.Harmless;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Addresses and names of hosts as pages show them. */
@Named
@ApplicationScoped
public class Addresses {
    private static final String BEGIN = "<span class=\"part\">";
    private static final String END = "</span>";

    /**
     * HTML whose parts end behind an at sign or a dot; console.css lets a line break between them. All that means something in HTML is escaped, and what
     * would turn the direction of letters is shown.
     */
    public String html(String address) {
        if (address == null || address.isEmpty()) {
            return "";
        }
        String text = Harmless.line(address);
        StringBuilder html = new StringBuilder(BEGIN);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            html.append(escaped(c));
            boolean isEnd = c == '@' || c == '.';
            if (isEnd && i + 1 < text.length()) {
                html.append(END).append(BEGIN);
            }
        }
        return html.append(END).toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> String.valueOf(c);
        };
    }
}
