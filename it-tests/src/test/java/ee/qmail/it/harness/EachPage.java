package ee.qmail.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What holds on each page of the console, whatever its content: nothing is cut off, each control has a name, and axe-core is content. */
public final class EachPage {
    private EachPage() {}

    /**
     * Looks at a page in English with light colours and in Spanish with dark ones, and keeps pictures of both.
     *
     * @param width in pixels
     */
    public static void check(Browser browser, String page, int width) {
        browser.width(width);
        for (String language : List.of("en", "es")) {
            browser.speak(language).dark("es".equals(language));
            browser.open(page);
            browser.screenshot(picture(page, width, language));
            check(browser, page + ", " + width + " pixels, " + language);
        }
        browser.speak("en").dark(false);
    }

    /** The page that is open, as it is: such as one that refuses an input. */
    public static void check(Browser browser, String what) {
        assertThat(browser.overhang()).as(what).isNotPositive();
        assertThat(browser.namelessControls()).as(what).isEmpty();
        assertThat(browser.accessibilityFaults()).as(what).isEmpty();
    }

    /** Those that there are in the sources, each once. */
    public static List<String> all() {
        Path console = Path.of(System.getProperty("docs")).resolveSibling("web/src/main/webapp/console");
        try (Stream<Path> files = Files.list(console)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".xhtml"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path picture(String page, int width, String language) {
        String file = page.replaceAll("\\.xhtml|[?&]", " ").strip().replaceAll("[^a-z.]+", "-");
        return Path.of(System.getProperty("qmail.work"), "console", file + "-" + width + "-" + language + ".png");
    }
}
