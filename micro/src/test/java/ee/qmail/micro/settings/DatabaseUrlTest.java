package ee.qmail.micro.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/qmail, jdbc:postgresql://db/qmail?socketTimeout=10",
        "jdbc:postgresql://db/qmail?ssl=true, jdbc:postgresql://db/qmail?ssl=true&socketTimeout=10",
        "jdbc:h2:tcp://db/./qmail, jdbc:h2:tcp://db/./qmail;NETWORK_TIMEOUT=10000",
        "jdbc:h2:ssl://db/./qmail;TRACE_LEVEL_FILE=0, jdbc:h2:ssl://db/./qmail;TRACE_LEVEL_FILE=0;NETWORK_TIMEOUT=10000"
    })
    void aDatabaseThatHangsIsNotWaitedForForEver(String given, String bounded) {
        assertThat(new DatabaseUrl(given).bounded()).isEqualTo(bounded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/qmail?socketTimeout=5",
                "jdbc:h2:tcp://db/./qmail;network_timeout=5000",
                "jdbc:h2:file:/var/qmail/db/qmail"
            })
    void urlsWithTheirOwnSettingOrWithoutNetworkAreLeftAlone(String url) {
        assertThat(new DatabaseUrl(url).bounded()).isEqualTo(url);
    }

    @Test
    void postgresqlIsKnownByItsAddress() {
        assertThat(new DatabaseUrl("jdbc:postgresql://db/qmail").isPostgresql()).isTrue();
        assertThat(new DatabaseUrl("jdbc:h2:tcp://db/./qmail").isPostgresql()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql:qmail, true",
        "jdbc:h2:mem:x, true",
        "jdbc:mysql:qmail, false",
        "postgresql://db, false"
    })
    void othersAreNotUsed(String url, boolean known) {
        assertThat(new DatabaseUrl(url).isKnown()).isEqualTo(known);
    }

    @Test
    void aDatabaseInAFileIsNotMadeByTheLook(@TempDir Path directory) throws SQLException {
        DatabaseUrl url = new DatabaseUrl("jdbc:h2:file:" + directory.resolve("db"));
        assertThat(url.troubleIfThere(classes(), "sa", "one")).isEmpty();
        assertThat(directory).isEmptyDirectory();
        DriverManager.getConnection(url.value(), "sa", "one").close();
        assertThat(url.troubleIfThere(classes(), "sa", "one")).isEmpty();
        assertThat(url.troubleIfThere(classes(), "sa", "two").orElseThrow()).contains("Wrong user name or password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:1/qmail",
                "jdbc:h2:tcp://127.0.0.1:1/qmail",
                "jdbc:postgresql://",
                "jdbc:h2:"
            })
    void oneThatDoesNotAnswerIsToldInOneLine(String url) {
        assertThat(new DatabaseUrl(url)
                        .troubleIfThere(classes(), "qmail", "qmail")
                        .orElseThrow())
                .isNotBlank()
                .doesNotContain("\n");
    }

    private static ClassLoader classes() {
        return DatabaseUrlTest.class.getClassLoader();
    }
}
