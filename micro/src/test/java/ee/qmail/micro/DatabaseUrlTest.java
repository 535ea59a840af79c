package ee.qmail.micro;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
}
