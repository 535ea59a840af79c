package ee.qmail.micro.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ee.qmail.home.Env;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each setting with each kind of wrong value, and with right ones. */
class SettingsCheckTest {
    private static final Set<Env> MAIL_PORTS = EnumSet.of(
            Env.QMAIL_SMTP_PORT,
            Env.QMAIL_SUBMISSION_PORT,
            Env.QMAIL_SUBMISSIONS_PORT,
            Env.QMAIL_POP3_PORT,
            Env.QMAIL_POP3S_PORT);

    /** A name that no resolver knows (RFC 6761), without asking anybody. */
    private static final String NOWHERE = "no where.invalid";

    @TempDir
    private Path directory;

    @BeforeEach
    void setDefaults() {
        for (Env setting : Env.values()) {
            System.setProperty(setting.property(), setting.fallback());
        }
        set(Env.QMAIL_HOME, directory.resolve("home").toString());
    }

    @AfterEach
    void clear() {
        for (Env setting : Env.values()) {
            System.clearProperty(setting.property());
        }
    }

    private static void set(Env setting, String value) {
        System.setProperty(setting.property(), value);
    }

    private static List<String> faults() {
        return SettingsCheck.faults(Map.of(), Set.of());
    }

    private static List<Env> settings(String end) {
        return Arrays.stream(Env.values())
                .filter(setting -> setting.name().endsWith(end))
                .toList();
    }

    static Stream<Arguments> wrong() {
        List<Arguments> all = new ArrayList<>();
        for (Env port : settings("_PORT")) {
            for (String value :
                    List.of("smtp", "-1", "65536", "99999999999", "25 ", "+25", "0x19", "2.5", "\u0665", "closed")) {
                all.add(arguments(port, value, "must be a port number from "));
            }
        }
        for (Env port : MAIL_PORTS) {
            all.add(arguments(port, "", "must be a port number from 0 to 65535, or none"));
        }
        all.add(arguments(Env.QMAIL_HTTP_PORT, "", "must be a port number from 1"));
        all.add(arguments(Env.QMAIL_HTTP_PORT, "0", "must be a port number from 1"));
        all.add(arguments(Env.QMAIL_HTTP_PORT, "none", "must be a port number from 1"));
        all.add(arguments(Env.QMAIL_HTTPS_PORT, "0", "must be a port number from 1 to 65535, or none"));
        for (Env bind : settings("_BIND")) {
            for (String value : List.of(NOWHERE, "192.0.2.1", "127.0.0.1:25", "http://127.0.0.1", "256.1.1.1", "*")) {
                all.add(arguments(bind, value, "must be an address of this machine"));
            }
        }
        all.add(arguments(Env.QMAIL_BIND, "", "must be an address of this machine"));
        all.add(arguments(Env.QMAIL_HTTP_BIND, "", "must be an address of this machine"));
        for (String value :
                List.of("foo:bar", "127.0.0.1", "127.0.0.1:", ":53", "127.0.0.1:0", "127.0.0.1:65536", "53")) {
            all.add(arguments(Env.QMAIL_DNS, value, "must be a server and its port"));
        }
        all.add(arguments(Env.QMAIL_DNS, NOWHERE + ":53", "there is no such host"));
        all.add(arguments(Env.QMAIL_JMS_USER, "", "must be a name"));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongValueIsNamedWithItsSettingAndSaysWhatWouldBeRight(Env setting, String value, String right) {
        set(setting, value);
        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith(setting + " is '" + value + "': ")
                .contains(right);
    }

    static Stream<Arguments> right() {
        List<Arguments> all = new ArrayList<>();
        MAIL_PORTS.forEach(
                port -> Stream.of("0", "1", "25", "65535", "none").forEach(value -> all.add(arguments(port, value))));
        Stream.of("1", "8080").forEach(value -> all.add(arguments(Env.QMAIL_HTTP_PORT, value)));
        Stream.of("1", "none").forEach(value -> all.add(arguments(Env.QMAIL_HTTPS_PORT, value)));
        Stream.of("", "none").forEach(value -> all.add(arguments(Env.QMAIL_JMS_PORT, value)));
        settings("_BIND")
                .forEach(bind -> Stream.of("127.0.0.1", "0.0.0.0", "localhost", "127.0.0.2")
                        .forEach(value -> all.add(arguments(bind, value))));
        Stream.of("", "127.0.0.1:53", "[::1]:53", "localhost:5353")
                .forEach(value -> all.add(arguments(Env.QMAIL_DNS, value)));
        Stream.of("", "jdbc:postgresql://db/qmail", "jdbc:h2:tcp://db/./qmail", "jdbc:h2:file:/var/qmail")
                .forEach(value -> all.add(arguments(Env.QMAIL_DB_URL, value)));
        Stream.of(
                        "",
                        "tcp://127.0.0.1:61616",
                        "tcp://[::1]:61616?sslEnabled=true&trustStorePath=/a/b",
                        "(tcp://127.0.0.1:61616,tcp://localhost:61617)?ha=true",
                        "(tcp://127.0.0.1:61616?sslEnabled=true)")
                .forEach(value -> all.add(arguments(Env.QMAIL_JMS_URL, value)));
        Stream.of("", "twelve chars").forEach(value -> all.add(arguments(Env.QMAIL_ADMIN_PASSWORD, value)));
        for (Env any : List.of(Env.QMAIL_JMS_PASSWORD, Env.QMAIL_DB_USER, Env.QMAIL_DB_PASSWORD)) {
            all.add(arguments(any, "anything"));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("right")
    void aRightValueIsNoFault(Env setting, String value) {
        set(setting, value);
        assertThat(faults()).isEmpty();
    }

    /** An address may have a password in it. */
    @ParameterizedTest
    @CsvSource({
        "QMAIL_ADMIN_PASSWORD, abc, must be 12 to 128 characters",
        "QMAIL_DB_URL, jdbc:mysql://db/qmail?password=s3cret, must begin with jdbc:postgresql: or jdbc:h2:",
        "QMAIL_DB_URL, postgresql://s3cret@db/qmail, must begin with",
        "QMAIL_JMS_URL, s3cret, must be an address of an Artemis",
        "QMAIL_JMS_URL, http://s3cret:61616, must be an address of an Artemis",
        "QMAIL_JMS_URL, tcp://s3cret, must be an address of an Artemis",
        "QMAIL_JMS_URL, tcp://127.0.0.1:0?trustStorePassword=s3cret, must be an address of an Artemis",
        "QMAIL_JMS_URL, tcp://127.0.0.1:99999, must be an address of an Artemis",
        "QMAIL_JMS_URL, '(tcp://127.0.0.1:1,s3cret)', must be an address of an Artemis",
        "QMAIL_JMS_URL, '(tcp://127.0.0.1:1', must be an address of an Artemis",
        "QMAIL_JMS_URL, tcp://no..where.invalid:61616?x=s3cret, there is no host no..where.invalid"
    })
    void valuesThatMayHoldASecretAreNotShown(Env setting, String value, String right) {
        set(setting, value);
        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith(setting + ": ")
                .contains(right)
                .doesNotContain("s3cret", "abc");
    }

    @Test
    void theFirstPasswordIsLookedAtUntilItHasBeenRead() throws IOException {
        set(Env.QMAIL_ADMIN_PASSWORD, "abc");
        Files.createDirectories(directory.resolve("home/control"));
        assertThat(faults()).hasSize(1);
        Files.writeString(directory.resolve("home/node"), "0123456789abcdef\n");
        assertThat(faults()).isEmpty();
    }

    @Test
    void theHomeIsADirectoryOrMayBecomeOne() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        for (String value : List.of("", file.toString(), file + "/home", "a\0b")) {
            set(Env.QMAIL_HOME, value);
            assertThat(faults())
                    .singleElement()
                    .asString()
                    .startsWith("QMAIL_HOME is '" + value + "': must be a directory");
        }
        for (Path value : List.of(directory, directory.resolve("a/b/c"))) {
            set(Env.QMAIL_HOME, value.toString());
            assertThat(faults()).isEmpty();
        }
        assertThat(directory.resolve("a")).doesNotExist();
    }

    @Test
    void anOpenPortOfTheBrokerNeedsAPasswordAndNoOtherBroker() {
        set(Env.QMAIL_JMS_PORT, "61616");
        assertThat(faults()).singleElement().asString().startsWith("QMAIL_JMS_PASSWORD is empty");
        set(Env.QMAIL_JMS_PASSWORD, "secret");
        assertThat(faults()).isEmpty();
        set(Env.QMAIL_JMS_URL, "tcp://127.0.0.1:61616");
        assertThat(faults()).singleElement().asString().startsWith("QMAIL_JMS_PORT and QMAIL_JMS_URL are both set");
    }

    @Test
    void allFaultsAreTold() {
        set(Env.QMAIL_SMTP_PORT, "x");
        set(Env.QMAIL_DNS, "foo:bar");
        assertThat(SettingsCheck.faults(Map.of("QMAIL_SMPT_PORT", "25"), Set.of()))
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "QMAIL_SMPT_PORT, QMAIL_SMTP_PORT",
        "QMAIL_HOMES, QMAIL_HOME",
        "QMAIL_SUBMISION_BIND, QMAIL_SUBMISSION_BIND",
        "QMAIL_PASSWORD, QMAIL_DB_PASSWORD",
        "QMAIL_HTTP_POTR, QMAIL_HTTP_PORT",
        "QMAIL_JAVA, QMAIL_JAR",
        "QMAIL_, QMAIL_API"
    })
    void aNameThatIsNoSettingIsToldWithTheNearestOne(String name, String nearest) {
        assertThat(SettingsCheck.faults(Map.of(name, "1"), Set.of()))
                .containsExactly(name + " is no setting; the nearest one is " + nearest);
    }

    @Test
    void aPropertyThatIsNoSettingIsToldToo() {
        assertThat(SettingsCheck.faults(Map.of(), Set.of("qmail.smpt.port", "qmail.home", "java.home")))
                .containsExactly("-Dqmail.smpt.port is no setting; the nearest one is -Dqmail.smtp.port");
    }

    @Test
    void aNameIsLookedAtWithinABound() {
        String name = "QMAIL_" + "X".repeat(100_000);
        assertThat(SettingsCheck.faults(Map.of(name, ""), Set.of()))
                .singleElement()
                .asString()
                .hasSizeLessThan(200);
    }

    /** Of the scripts, and those by which Kubernetes tells of a service that is called qmail. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "QMAIL_JAR",
                "QMAIL_API",
                "QMAIL_ADMIN",
                "QMAIL_SERVERS_VERSION",
                "QMAIL_SERVICE_HOST",
                "QMAIL_SERVICE_PORT",
                "QMAIL_MX_SERVICE_PORT_SMTP",
                "QMAIL_PORT_25_TCP",
                "QMAIL_MX_PORT_25_TCP_ADDR",
                "QMAILUSER",
                "HOME"
            })
    void namesOfOthersAreNoFault(String name) {
        assertThat(SettingsCheck.faults(Map.of(name, "x", "QMAIL_PORT", "tcp://192.0.2.1:25"), Set.of()))
                .isEmpty();
    }

    @Test
    void twoDoorsOfOnePortAreNamedBoth() {
        closeAll();
        String free = free();
        set(Env.QMAIL_SMTP_PORT, free);
        set(Env.QMAIL_POP3_PORT, free);
        assertThat(Ports.faults())
                .containsExactly(
                        "port " + free + " of 127.0.0.1 is to be that of QMAIL_SMTP_PORT and of QMAIL_POP3_PORT: "
                                + "set QMAIL_POP3_PORT or QMAIL_POP3_BIND to another");
        set(Env.QMAIL_POP3_BIND, "0.0.0.0");
        assertThat(Ports.faults()).as("all addresses").hasSize(1);
        set(Env.QMAIL_POP3_BIND, "127.0.0.2");
        assertThat(Ports.faults()).as("another address").isEmpty();
    }

    @Test
    void consoleAndBrokerAreDoorsToo() {
        closeAll();
        String free = free();
        set(Env.QMAIL_HTTP_PORT, free);
        set(Env.QMAIL_HTTPS_PORT, free);
        set(Env.QMAIL_JMS_PORT, free);
        assertThat(Ports.faults())
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("QMAIL_HTTP_PORT and of QMAIL_HTTPS_PORT"))
                .anySatisfy(fault -> assertThat(fault).contains("QMAIL_HTTP_PORT and of QMAIL_JMS_PORT"));
    }

    @Test
    void aPortOfAnotherProcessIsNamed() throws IOException {
        closeAll();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (Env port : settings("_PORT")) {
                closeAll();
                set(port, String.valueOf(other.getLocalPort()));
                assertThat(Ports.faults())
                        .singleElement()
                        .asString()
                        .startsWith("port " + other.getLocalPort() + " of 127.0.0.1 is not free")
                        .contains("set " + port + " or QMAIL_");
            }
        }
    }

    @Test
    void whatHasAFaultOfItsOwnIsNotToldTwice() {
        closeAll();
        set(Env.QMAIL_BIND, "192.0.2.1");
        set(Env.QMAIL_SMTP_PORT, "2525");
        set(Env.QMAIL_POP3_PORT, "x");
        set(Env.QMAIL_POP3_BIND, "127.0.0.1");
        assertThat(Ports.faults()).isEmpty();
        assertThat(faults()).hasSize(2);
    }

    private static void closeAll() {
        settings("_PORT").forEach(port -> set(port, "none"));
        set(Env.QMAIL_HTTP_PORT, free());
    }

    private static String free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerIsTold() throws IOException {
        assertThat(BrokerUrl.silence()).isEmpty();
        String nobody = free();
        set(Env.QMAIL_JMS_URL, "tcp://127.0.0.1:" + nobody);
        assertThat(BrokerUrl.silence()).isPresent();
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            set(
                    Env.QMAIL_JMS_URL,
                    "(tcp://127.0.0.1:" + nobody + ",tcp://127.0.0.1:" + broker.getLocalPort() + ")?ha=true");
            assertThat(BrokerUrl.silence()).isEmpty();
        }
    }
}
