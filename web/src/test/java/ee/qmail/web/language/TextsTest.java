package ee.qmail.web.language;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.web.security.ErrorPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

class TextsTest {
    private static final Path PAGES = Path.of("src/main/webapp");
    private static final Path CODE = Path.of("src/main/java/ee/qmail/web");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)");
    private static final Pattern OF_A_PAGE = Pattern.compile("t\\.of\\('([A-Za-z0-9.]+)'");
    private static final Pattern OF_THE_CODE = Pattern.compile("\"([a-zA-Z]+(\\.[A-Za-z0-9]+)+)\"");
    /** Attributes that people read or hear. */
    private static final Set<String> READ = Set.of(
            "headerText",
            "title",
            "aria-label",
            "label",
            "placeholder",
            "itemLabel",
            "alt",
            "emptyMessage",
            "data-confirm",
            "data-typed");
    /** Those whose {@code value} is a word on the page. */
    private static final Set<String> WORDS = Set.of("outputLabel", "commandButton", "outputText");
    /** The same in each language. */
    private static final Set<String> NAMES = Set.of("qmail", "EE", "– qmail EE", "queuelifetime", "historylifetime");

    private static Properties bundle(Language language) throws IOException {
        String suffix = language == Language.ENGLISH ? "" : "_" + language.code();
        Properties bundle = new Properties();
        try (InputStream in = TextsTest.class.getResourceAsStream("console" + suffix + ".properties")) {
            bundle.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return bundle;
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(each -> each.group(1)).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource
    void eachLanguageHasTheSameTextsWithTheSameArguments(Language language) throws IOException {
        Properties english = bundle(Language.ENGLISH);
        Properties other = bundle(language);
        assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            String text = other.getProperty(key);
            assertThat(found(ARGUMENT, text)).as(key).isEqualTo(found(ARGUMENT, english.getProperty(key)));
            assertThat(text.replace("''", "")).as(key).isNotBlank().doesNotContain("'");
            assertThat(new MessageFormat(text, language.locale()).format(new Object[] {1, 2, 3}))
                    .as(key)
                    .isNotBlank();
        }
    }

    @Test
    void noTextIsMissingAndNoneIsUnused() throws IOException {
        Set<String> known = bundle(Language.ENGLISH).stringPropertyNames();
        Set<String> beginnings =
                known.stream().map(key -> key.substring(0, key.indexOf('.'))).collect(Collectors.toSet());
        Set<String> ofPages = new TreeSet<>();
        for (Path page : files(PAGES, ".xhtml")) {
            ofPages.addAll(found(OF_A_PAGE, Files.readString(page)));
        }
        Set<String> ofCode = new TreeSet<>();
        for (Path source : files(CODE, ".java")) {
            ofCode.addAll(found(OF_THE_CODE, Files.readString(source)));
        }
        assertThat(ofPages).isSubsetOf(known);
        assertThat(ofCode)
                .filteredOn(key -> beginnings.contains(key.substring(0, key.indexOf('.'))))
                .isSubsetOf(known);
        assertThat(known)
                .allSatisfy(
                        key -> assertThat(ofPages.contains(key) || ofCode.contains(key) || isPutTogether(key, ofCode))
                                .as(key)
                                .isTrue());
    }

    /** The places of the queue, and the forms of a text. */
    private static boolean isPutTogether(String key, Set<String> ofCode) {
        return key.matches("start\\.(local|remote|deferred|dead)(\\.meaning)?")
                || ofCode.contains(key.replaceFirst("(One|More|With)$", ""));
    }

    @Test
    void noPageHasATextOfItsOwn() throws IOException, ParserConfigurationException, SAXException {
        List<String> own = new ArrayList<>();
        for (Path page : files(PAGES, ".xhtml")) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Element root = factory.newDocumentBuilder().parse(page.toFile()).getDocumentElement();
            collect(root, page.getFileName() + ": ", own);
        }
        assertThat(own).isEmpty();
    }

    private static void collect(Node node, String where, List<String> own) {
        if (node.getNodeType() == Node.TEXT_NODE) {
            add(node.getTextContent(), where, own);
        }
        for (int i = 0; node.getAttributes() != null && i < node.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) node.getAttributes().item(i);
            boolean isWord = attribute.getLocalName().equals("value") && isWord((Element) node);
            if (isWord || READ.contains(attribute.getLocalName())) {
                add(attribute.getValue(), where, own);
            }
        }
        for (int i = 0; i < node.getChildNodes().getLength(); i++) {
            collect(node.getChildNodes().item(i), where, own);
        }
    }

    private static boolean isWord(Element element) {
        return WORDS.contains(element.getLocalName())
                || element.getLocalName().equals("input")
                        && element.getAttribute("type").equals("submit")
                || element.getLocalName().equals("param")
                        && Set.of("none", "name").contains(element.getAttribute("name"))
                        && element.getNamespaceURI().equals("jakarta.faces.facelets");
    }

    /** Words outside of expressions, and texts in expressions that are no keys and nothing to be compared with. */
    private static void add(String text, String where, List<String> own) {
        String words = text.replaceAll("#\\{[^}]*\\}", "").strip();
        String expressions = text.replaceAll("(t|listeners)\\.(of|isUp)\\('[A-Za-z0-9.]+'", "")
                .replaceAll("\\b(eq|ne) '[A-Za-z0-9]*'", "");
        boolean isText = Pattern.compile("\\p{L}").matcher(words).find() && !NAMES.contains(words);
        if (isText || Pattern.compile("#\\{[^}]*'").matcher(expressions).find()) {
            own.add(where + text.strip());
        }
    }

    @Test
    void numbersAndPluralsAreThoseOfTheLanguage() {
        Texts spanish = new Texts(Language.SPANISH);
        assertThat(Texts.IN_ENGLISH.number(20_002)).isEqualTo("20,002");
        assertThat(spanish.number(20_002)).isEqualTo("20.002");
        assertThat(Texts.IN_ENGLISH.of("queue.due", 0L)).startsWith("Nothing else is due now");
        assertThat(Texts.IN_ENGLISH.of("queue.due", 1L)).isEqualTo("1 job is due now.");
        assertThat(Texts.IN_ENGLISH.of("queue.due", 2L)).isEqualTo("2 jobs are due now.");
        assertThat(Texts.IN_ENGLISH.of("common.wait", 1)).endsWith("Try again in 1 second.");
        assertThat(spanish.of("common.wait", 1_200)).endsWith("dentro de 1.200 segundos.");
        assertThat(new Amounts(spanish).size(3_260_000)).isEqualTo("3,2 MB");
    }

    @Test
    void englishIsEnglishOnASpanishMachine() {
        Locale machine = Locale.getDefault();
        try {
            Locale.setDefault(Language.SPANISH.locale());
            assertThat(new Texts(Language.ENGLISH).of("common.save")).isEqualTo("Save");
            assertThat(new Texts(Language.SPANISH).of("common.save")).isEqualTo("Guardar");
        } finally {
            Locale.setDefault(machine);
        }
    }

    @Test
    void anErrorIsToldInTheLanguage() {
        assertThat(ErrorPage.page(new Texts(Language.SPANISH), 404, ""))
                .contains("<html lang=\"es\">", "No hay nada en esta dirección", "href=\"/console/index.xhtml\"");
        assertThat(ErrorPage.page(Texts.IN_ENGLISH, 503, "")).contains("The database does not answer");
        assertThat(ErrorPage.page(Texts.IN_ENGLISH, 500, "")).contains("That did not work");
    }
}
