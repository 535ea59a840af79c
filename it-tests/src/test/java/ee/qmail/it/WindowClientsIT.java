package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Program;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.window.LoopbackNames;
import ee.qmail.it.window.Screen;
import ee.qmail.it.window.Thunderbird;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mail program with a window, used as a person uses it: it is told an address and a password, finds the rest by itself,
 * sends a message and fetches it. It takes minutes, so it is asked for: {@code -Dclients.window=true}.
 */
@EnabledIfSystemProperty(named = "clients.window", matches = "true")
class WindowClientsIT {
    private static final String HOST = "mail." + QmailServer.DOMAIN;
    private static final String AUTOCONFIG = "autoconfig." + QmailServer.DOMAIN;
    private static final String USER = "ana";
    private static final String ADDRESS = USER + "@" + QmailServer.DOMAIN;
    private static final String PASSWORD = "correct horse";
    private static final String NEXT = "account-hub-footer #forward";
    private static final int HTTPS = 443;

    private final int https = QmailServer.freePorts(1).get(0);
    private QmailServer server;
    private Path pictures;

    @TempDir
    private Path directory;

    @AfterEach
    void end() {
        if (server != null) {
            server.end();
        }
    }

    @Test
    void thunderbirdFindsItsSettingsSendsAndFetches() throws IOException {
        start();
        try (LoopbackNames names = new LoopbackNames(Set.of(HOST, AUTOCONFIG), Map.of(HTTPS, https));
                Screen screen = new Screen(directory);
                Thunderbird thunderbird = new Thunderbird(directory, screen, names, authority())) {
            setUp(thunderbird, screen);
            assertThat(names.asked()).contains(AUTOCONFIG + ":443", HOST + ":" + server.pop3sPort());
            send(thunderbird, screen);
            assertThat(server.mailbox(USER).awaitMessage("Subject: From a window"))
                    .startsWith("Return-Path: <" + ADDRESS + ">\nDelivered-To: " + ADDRESS + "\n")
                    .contains(" with ESMTPSA (TLSv1.3 ", "\nFrom: Ana <" + ADDRESS + ">\n", "\nHello from Ana.\n");
            read(thunderbird, screen);
            assertThat(names.asked()).contains(HOST + ":" + server.submissionsPort());
        }
    }

    /** With a certificate of an authority, for the host and for the name that is asked for settings. */
    private void start() throws IOException {
        pictures = Path.of(System.getProperty("qmail.work"), "thunderbird");
        server = QmailServer.inNewHome("thunderbird-home")
                .with("QMAIL_HTTPS_PORT", String.valueOf(https))
                .start()
                .prepare();
        server.admin().control("me", HOST + "\n");
        server.admin().createMailbox(USER, PASSWORD);
        Path certificate = certificate();
        Files.move(certificate, server.home().resolve("control/servercert.pem"), StandardCopyOption.REPLACE_EXISTING);
        Await.until("the certificate is in force", () -> isTrusted());
    }

    private boolean isTrusted() {
        return program("curl")
                        .run(
                                "",
                                "-s",
                                "--cacert",
                                authority().toString(),
                                "--connect-to",
                                "::127.0.0.1:" + https,
                                "https://" + AUTOCONFIG + "/health/live")
                        .exit()
                == 0;
    }

    private Program program(String name) {
        return new Program(name, directory);
    }

    private Path authority() {
        return directory.resolve("authority.crt");
    }

    private Path certificate() throws IOException {
        Program openssl = program("openssl");
        openssl.succeeds(
                "",
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=authority -keyout authority.key -out authority.crt"
                        .split(" "));
        openssl.succeeds(
                "",
                ("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + HOST
                                + " -keyout server.key -out server.csr")
                        .split(" "));
        Files.writeString(directory.resolve("names"), "subjectAltName=DNS:" + HOST + ",DNS:" + AUTOCONFIG);
        openssl.succeeds(
                "",
                "x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 30 -extfile names -out server.crt"
                        .split(" "));
        return Files.writeString(
                directory.resolve("server.pem"),
                Files.readString(directory.resolve("server.key")) + Files.readString(directory.resolve("server.crt")));
    }

    private void setUp(Thunderbird thunderbird, Screen screen) {
        thunderbird.fill("#realName", "Ana").fill("#email", ADDRESS).press(NEXT);
        thunderbird
                .awaitText("#incomingHost", HOST)
                .awaitText("#incomingPort", String.valueOf(server.pop3sPort()))
                .awaitText("#outgoingPort", String.valueOf(server.submissionsPort()))
                .awaitText("#configSelection", ADDRESS)
                .awaitText("#configSelection", "SSL/TLS")
                .awaitText("#configSelection", "Normal Password");
        picture(screen, "settings");
        thunderbird.press(NEXT).fill("#password", PASSWORD);
        picture(screen, "password");
        thunderbird.press(NEXT).awaitText(NEXT, "Finish");
        picture(screen, "account");
        thunderbird.press(NEXT);
    }

    private void send(Thunderbird thunderbird, Screen screen) {
        thunderbird.press("#folderPaneWriteMessage").window("msgcompose");
        thunderbird.fill("#toAddrInput", ADDRESS).enter().fill("#msgSubject", "From a window");
        thunderbird.press("#messageEditor").type("Hello from Ana.");
        picture(screen, "message");
        thunderbird.press("#button-send").awaitOneWindow().window("mail:3pane");
    }

    private void read(Thunderbird thunderbird, Screen screen) {
        thunderbird.press("li[data-folder-type=inbox] .container").press("#folderPaneGetMessages");
        thunderbird.press("#threadTree-row0").awaitText("#messagepane", "Hello from Ana.");
        picture(screen, "inbox");
    }

    private void picture(Screen screen, String name) {
        screen.picture(pictures.resolve(name + ".png"));
    }
}
