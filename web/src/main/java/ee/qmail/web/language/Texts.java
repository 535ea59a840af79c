package ee.qmail.web.language;

import ee.qmail.text.Sentence;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * The texts of the console in the language of a request; pages know it as {@code t}. Each text is a pattern of {@link MessageFormat}: numbers are
 * written as the language does, and an apostrophe is doubled. Safe for use by several threads.
 */
@Named("t")
@RequestScoped
public class Texts {
    public static final Texts IN_ENGLISH = new Texts(Language.ENGLISH);

    private static final String BUNDLE = "ee.qmail.web.language.console";
    /** Else a missing language would be that of the machine, and not English. */
    private static final Control NO_OTHER = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

    private final Language language;

    /** For the container's proxies. */
    protected Texts() {
        this(Language.ENGLISH);
    }

    @Inject
    Texts(HttpServletRequest request) {
        this(Language.of(request));
    }

    public Texts(Language language) {
        this.language = language;
    }

    /** Such as {@code es}, for {@code lang}. */
    public String getLanguage() {
        return language.code();
    }

    public Locale locale() {
        return language.locale();
    }

    public String of(String key) {
        return format(key);
    }

    public String of(String key, Object argument) {
        return format(key, argument);
    }

    public String of(String key, Object first, Object second) {
        return format(key, first, second);
    }

    public String of(String key, Object first, Object second, Object third) {
        return format(key, first, second, third);
    }

    /** @throws java.util.MissingResourceException if there is no such text */
    public String format(String key, Object... arguments) {
        String pattern = ResourceBundle.getBundle(BUNDLE, locale(), Texts.class.getClassLoader(), NO_OTHER)
                .getString(key);
        return new MessageFormat(pattern, locale()).format(arguments);
    }

    /** What a part of the server says. */
    public String said(Sentence sentence) {
        return sentence.in(locale());
    }

    /** Such as {@code 20,002}. */
    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale()).format(number);
    }
}
