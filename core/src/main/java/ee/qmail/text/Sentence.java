package ee.qmail.text;

import java.io.Serializable;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * What the server says to people of their input, in each of the languages of the bundle {@code sentences}. In English, which is its
 * {@link #toString}, it stands in logs and answers; the console tells it in the language of its reader. Immutable.
 */
public final class Sentence implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String BUNDLE = "ee.qmail.text.sentences";
    /** Else a language that is missing would be that of the machine, and not English. */
    private static final Control NO_OTHER = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

    private final String key;
    private final Serializable[] arguments;

    private Sentence(String key, Serializable... arguments) {
        this.key = key;
        this.arguments = arguments;
    }

    /**
     * @param key of a pattern of {@link MessageFormat} in the bundle
     * @param arguments of it; a sentence is told in the same language
     */
    public static Sentence of(String key, Serializable... arguments) {
        return new Sentence(key, arguments.clone());
    }

    /** One that is known in the words of something else only, the same in each language. */
    public static Sentence as(String text) {
        return new Sentence(null, text);
    }

    /** @throws java.util.MissingResourceException if there is no such key */
    public String in(Locale locale) {
        Object[] told = Arrays.stream(arguments)
                .map(argument -> argument instanceof Sentence inner ? inner.in(locale) : argument)
                .toArray();
        return key == null
                ? told[0].toString()
                : new MessageFormat(bundle(locale).getString(key), locale).format(told);
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(BUNDLE, locale, Sentence.class.getClassLoader(), NO_OTHER);
    }

    /** The same in English. */
    public static List<String> english(List<Sentence> sentences) {
        return sentences.stream().map(Sentence::toString).toList();
    }

    @Override
    public String toString() {
        return in(Locale.ENGLISH);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sentence sentence && sentence.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
