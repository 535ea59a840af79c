package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The console in Spanish, in a browser that asks for it, and its lists, whose place stands in the address. */
@ExtendWith(SharedServer.class)
class ConsoleLanguagesIT {
    private static final String PASSWORD = QmailServer.ADMIN_PASSWORD;

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final QmailServer server;

    ConsoleLanguagesIT(QmailServer server) {
        this.server = server;
    }

    @BeforeAll
    static void startBrowser(QmailServer server) {
        browser = new Browser("http://127.0.0.1:" + server.httpPort(), directory.resolve("profile"), "es-ES,es");
    }

    @AfterAll
    static void endBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void fresh() {
        browser.fresh();
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static Browser login(String password) {
        return browser.open("login.xhtml")
                .fill("Nombre", "admin")
                .fill("Contraseña", password)
                .press("Iniciar sesión");
    }

    private static void enter() {
        login(PASSWORD).awaitText("Todos los servicios están en marcha.");
    }

    @Test
    void theLoginIsInTheLanguageOfTheBrowser() {
        login("wrong").awaitText("El nombre o la contraseña no son correctos.");
        enter();
        assertThat(browser.text()).contains("Servicios", "escucha en ", "Entregas recientes");
    }

    @Test
    void theLanguageIsChosenByHandBeforeTheLoginAndBehindIt() {
        browser.open("login.xhtml?next=%2Fconsole%2Fcontrol.xhtml")
                .follow("English")
                .awaitText("Log in");
        browser.fill("Name", "admin").fill("Password", PASSWORD).press("Log in").awaitPage("control.xhtml");
        assertThat(browser.text()).contains("Largest message as stored");
        browser.open("setting.xhtml?file=databytes").follow("Español").awaitText("Mensaje más grande");
        assertThat(browser.page()).isEqualTo("setting.xhtml?file=databytes");
        browser.open("queue.xhtml").awaitText("Mensajes que esperan");
    }

    @Test
    void aDomainAndAMailboxAreCreated() {
        enter();
        browser.follow("Dominios").awaitPage("domains.xhtml").unfold("Crear un dominio");
        browser.fill("Nombre", "no vale").press("Crear dominio").awaitText("dominio «no vale»: debe tener letras");
        assertThat(browser.focused()).isEqualTo("Nombre");
        browser.fill("Nombre", "espana.example").press("Crear dominio");
        browser.awaitText("El dominio espana.example se ha creado y ya recibe correo.")
                .unfold("Crear un buzón");
        browser.fill("mailbox", "Nombre (antes de la @)", "postmaster").fill("mailbox", "Contraseña", "correct horse");
        browser.press("Crear buzón").awaitText("«postmaster@espana.example»: ya existe como buzón");
        browser.fill("mailbox", "Nombre (antes de la @)", "ana").fill("mailbox", "Contraseña", "correct horse");
        browser.press("Crear buzón").awaitText("El buzón ana@espana.example se ha creado.");
    }

    @Test
    void aWrongControlFileIsRefusedWithItsReason() {
        enter();
        browser.open("setting.xhtml?file=databytes").fill("Valor", "10MB").press("Guardar");
        browser.awaitText("control/databytes, línea 1: «10MB»: debe ser un número entero de octetos, 0 o más");
        browser.open("setting.xhtml?file=rcpthosts")
                .fill("Entradas, una por línea; las líneas que empiezan por # son comentarios", "no domain\n");
        browser.awaitText("línea 1: «no domain»: debe ser un dominio por línea");
        String rest = server.admin()
                .send("PUT", "/api/control/databytes", "{\"content\":\"10MB\"}")
                .body();
        assertThat(rest).contains("must be a whole number of octets");
    }

    @Test
    void anErrorPageIsSpanish() {
        enter();
        browser.open("alias.xhtml?domain=nowhere.example&name=x").awaitText("No hay nada en esta dirección.");
        assertThat(browser.complaints()).hasSize(1).first().asString().contains("404");
        browser.follow("Ir a la página de inicio").awaitPage("index.xhtml");
    }

    @Test
    void aListStaysWhereItIs() {
        server.admin().createDomain("many.example");
        for (int i = 100; i < 160; i++) {
            server.admin().createMailbox("user" + i + "@many.example", null);
        }
        enter();
        browser.open("domain.xhtml?domain=many.example").follow("Siguiente").awaitText("51 a 61 de 61");
        assertThat(browser.text()).contains("user159@many.example").doesNotContain("user100@many.example");
        browser.follow("user155@many.example").awaitPage("mailbox.xhtml");
        browser.fill("Como máximo, en MB; vacío significa sin límite", "5").press("Poner cuota");
        browser.awaitText("La cuota de user155@many.example se ha cambiado.").awaitPage("mailbox.xhtml");
        browser.follow("many.example").awaitPage("domain.xhtml").awaitText("51 a 61 de 61");
        browser.fill("Filtro", "USER11").press("Filtrar").awaitText("user110@many.example");
        assertThat(browser.text()).contains("user119@many.example").doesNotContain("user120@many.example");
        browser.follow("Dirección").awaitPage("domain.xhtml?domain=many.example&q=USER11&sort=-address");
        assertThat(browser.text().indexOf("user119@")).isLessThan(browser.text().indexOf("user110@"));
        browser.follow("user119@many.example").awaitPage("mailbox.xhtml").back();
        browser.awaitPage("domain.xhtml?domain=many.example&q=USER11&sort=-address");
        browser.follow("Mostrar todo").awaitText("1 a 50 de 61");
        server.admin().send("DELETE", "/api/domains/many.example", null);
    }
}
