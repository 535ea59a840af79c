package ee.qmail.web.language;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A language in which the console has its texts. */
public enum Language {
    ENGLISH("en", "English"),
    SPANISH("es", "Español");

    /** Of the cookie in which a browser keeps the choice of its user. */
    public static final String COOKIE = "language";

    private final Locale locale;
    private final String ownName;

    Language(String code, String ownName) {
        this.locale = Locale.forLanguageTag(code);
        this.ownName = ownName;
    }

    public Locale locale() {
        return locale;
    }

    /** As it stands in {@code lang} and in the cookie, such as {@code es}. */
    public String code() {
        return locale.getLanguage();
    }

    /** As those who speak it call it. */
    public String ownName() {
        return ownName;
    }

    /** @return empty if there is none of this code */
    public static Optional<Language> ofCode(String code) {
        return Arrays.stream(values())
                .filter(language -> language.code().equals(code))
                .findFirst();
    }

    /** The one that was chosen by hand; else the first of those that the browser asks for (RFC 9110 section 12.5.4); else English. */
    public static Language of(HttpServletRequest request) {
        return chosen(request).or(() -> asked(request)).orElse(ENGLISH);
    }

    private static Optional<Language> chosen(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .flatMap(cookie -> ofCode(cookie.getValue()).stream())
                        .findFirst();
    }

    private static Optional<Language> asked(HttpServletRequest request) {
        if (request.getHeader("Accept-Language") == null) {
            return Optional.empty(); // the server would tell its own
        }
        Stream<Locale> wanted = Collections.list(request.getLocales()).stream();
        return wanted.flatMap(locale -> ofCode(locale.getLanguage()).stream()).findFirst();
    }
}
