package ee.qmail.text;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.Purpose;
import ee.qmail.control.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SentenceTest {
    private static final Locale SPANISH = Locale.forLanguageTag("es");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)");
    /** Whose ends stand elsewhere in the code. */
    private static final Set<String> PUT_TOGETHER = Set.of("line.", "remark.", "unit.", "kind.", "audit.");

    private final Locale machine = Locale.getDefault();

    @AfterEach
    void back() {
        Locale.setDefault(machine);
    }

    private static Properties bundle(String name) throws IOException {
        Properties bundle = new Properties();
        try (InputStream in = SentenceTest.class.getResourceAsStream(name)) {
            bundle.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return bundle;
    }

    private static Set<String> arguments(String pattern) {
        return ARGUMENT.matcher(pattern).results().map(each -> each.group(1)).collect(Collectors.toSet());
    }

    @Test
    void bothLanguagesHaveTheSameKeysAndArguments() throws IOException {
        Properties english = bundle("sentences.properties");
        Properties spanish = bundle("sentences_es.properties");
        assertThat(spanish.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(arguments(spanish.getProperty(key))).as(key).isEqualTo(arguments(english.getProperty(key)));
            assertThat(spanish.getProperty(key).replace("''", "").replaceAll("'[{}]'", ""))
                    .as(key)
                    .doesNotContain("'");
            assertThat(english.getProperty(key).replace("''", "").replaceAll("'[{}]'", ""))
                    .as(key)
                    .doesNotContain("'");
        }
    }

    @Test
    void noSentenceIsMissingAndNoneIsUnused() throws IOException {
        StringBuilder code = new StringBuilder();
        for (String module : Set.of("core", "ejb", "web")) {
            try (Stream<Path> sources = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                        .toList()) {
                    code.append(Files.readString(source));
                }
            }
        }
        Set<String> known = bundle("sentences.properties").stringPropertyNames();
        assertThat(keys("Sentence\\.of\\(\\s*\"([^\"]+[^\".])\"", code)).isSubsetOf(known);
        Set<String> written = keys("\"([a-z]+\\.[A-Za-z.]+)\"", code);
        Set<String> checks = keys("\"([A-Za-z]+)\"", code);
        assertThat(known).allSatisfy(key -> {
            String last = key.substring(key.indexOf('.') + 1);
            boolean isPutTogether = PUT_TOGETHER.stream().anyMatch(key::startsWith)
                    && (checks.contains(last) || written.contains(last));
            assertThat(written.contains(key) || isPutTogether || isOfTable(key))
                    .as(key)
                    .isTrue();
        });
    }

    private static boolean isOfTable(String key) {
        return key.startsWith("account.existsAs.")
                || Arrays.stream(Setting.values()).anyMatch(setting -> key.equals("setting." + setting.fileName()))
                || Arrays.stream(Purpose.values())
                        .anyMatch(purpose ->
                                key.equals("purpose." + purpose.name().toLowerCase(Locale.ROOT)));
    }

    @Test
    void eachControlFileIsExplained() {
        for (Setting setting : Setting.values()) {
            assertThat(setting.help().in(SPANISH))
                    .as(setting.fileName())
                    .isNotEqualTo(setting.help().toString());
            if (!setting.unit().isEmpty()) {
                assertThat(Sentence.of("unit." + setting.unit())).hasToString(setting.unit());
            }
        }
        for (Purpose purpose : Purpose.values()) {
            assertThat(purpose.title().in(SPANISH)).isNotBlank();
        }
    }

    private static Set<String> keys(String pattern, CharSequence code) {
        return Pattern.compile(pattern)
                .matcher(code)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void aSentenceInASentenceIsInTheSameLanguage() {
        Sentence problem = Setting.DATABYTES.check("much").get(0);
        assertThat(problem)
                .hasToString("control/databytes line 1: 'much': must be a whole number of octets, 0 or more");
        assertThat(problem.in(SPANISH))
                .isEqualTo("control/databytes, línea 1: «much»: debe ser un número entero de octetos, 0 o más");
    }

    @Test
    void englishIsEnglishOnASpanishMachineAndWhereALanguageIsMissing() {
        Locale.setDefault(SPANISH);
        Sentence sentence = Sentence.of("line.yesNo");
        assertThat(sentence).hasToString("must be yes or no");
        assertThat(sentence.in(Locale.FRENCH)).isEqualTo("must be yes or no");
        assertThat(sentence.in(SPANISH)).isEqualTo("debe ser yes (sí) o no");
    }

    @Test
    void aTextOfSomethingElseStaysAsItIs() {
        assertThat(Sentence.as("It's {0}").in(SPANISH)).isEqualTo("It's {0}");
    }
}
