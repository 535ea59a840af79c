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

    /** HTML whose parts end behind an at sign or a dot; console.css lets a line break between them. All that means something in HTML is escaped. */
    public String html(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder(BEGIN);
        String shown = Harmless.line(text);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            html.append(escaped(c));
            boolean isEnd = c == '@' || c == '.';
            if (isEnd && i + 1 < shown.length()) {
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
