package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthTest {
    private static Optional<OAuth> read(String content) {
        return Controls.of(Map.of(Setting.OAUTH, content)).oauth();
    }

    @Test
    void auth15TheIssuerIsReadFromControlOauth() {
        String content =
                "# ours\nissuer: https://id.example.org/realms/mail\naudience:mail\njwks:https://id.example.org/keys\n";
        assertThat(Setting.OAUTH.check(content)).isEmpty();
        assertThat(read(content))
                .contains(new OAuth(
                        "https://id.example.org/realms/mail",
                        "mail",
                        URI.create("https://id.example.org/keys"),
                        "email",
                        null,
                        null));
        assertThat(read(content + "claim:upn\n").map(OAuth::claim)).contains("upn");
    }

    @Test
    void auth15TokensThatAreNotSignedAreAskedAbout() {
        String content =
                "issuer:x\naudience:mail\nintrospection:https://id.example.org/introspect\nclient:mail-server\n";
        assertThat(Setting.OAUTH.check(content)).isEmpty();
        assertThat(read(content))
                .contains(new OAuth(
                        "x", "mail", null, "email", URI.create("https://id.example.org/introspect"), "mail-server"));
        assertThat(read("issuer:x\naudience:mail\nintrospection:https://id.example.org/introspect\n"))
                .isEmpty();
    }

    @Test
    void auth15NothingIsGoodWhileAPartIsMissing() {
        assertThat(Controls.of(Map.of()).oauth()).isEmpty();
        assertThat(read("")).isEmpty();
        assertThat(read("issuer:x\naudience:mail\n")).isEmpty();
        assertThat(read("issuer:x\njwks:https://id.example.org/keys\n")).isEmpty();
        assertThat(read("audience:mail\njwks:https://id.example.org/keys\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer",
                "issuer:",
                "issuer:a b",
                "secret:x",
                ":x",
                "jwks:http://id.example.org/keys",
                "jwks:https:///keys",
                "jwks:keys",
                "jwks:https://id example.org/",
                "jwks:file:/etc/passwd",
                "jwks:http://127.0.0.1.example.org/keys",
                "introspection:http://id.example.org/introspect",
                "client:",
                "claim:\u00e4"
            })
    void auth15WrongLinesAreNamed(String line) {
        assertThat(Setting.OAUTH.check(line))
                .hasSize(1)
                .first()
                .asString()
                .contains("control/oauth line 1", "must be ");
    }
}
