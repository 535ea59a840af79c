package ee.qmail.remote.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.TlsLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsRulesTest {
    @TempDir
    private Path control;

    private long nanos;
    private TlsRules rules;

    @BeforeEach
    void open() {
        rules = new TlsRules(control, () -> nanos);
    }

    private void file(String directory, String name) throws IOException {
        Files.createFile(Files.createDirectories(control.resolve(directory)).resolve(name));
        nanos += Duration.ofSeconds(1).toNanos();
    }

    private TlsLevel level(String host, TlsLevel stated, boolean login) {
        return rules.of(host, Optional.ofNullable(stated), login).level();
    }

    @ParameterizedTest
    @CsvSource({
        "      , false, MAY",
        "      , true, VERIFY",
        "NONE, true, NONE",
        "MAY, true, MAY",
        "ENCRYPT, false, ENCRYPT",
        "VERIFY, false, VERIFY"
    })
    void rtls1AndRtls17WhatIsStatedCounts(TlsLevel stated, boolean login, TlsLevel level) {
        assertThat(level("mx.example", stated, login)).isEqualTo(level);
    }

    @Test
    void rtls1TheStrongestWins() throws IOException {
        file("tlshosts", "mx.example.pem");
        file("notlshosts", "mx.example");
        file("notlshosts", "other.example");
        assertThat(rules.of("mx.example", Optional.of(TlsLevel.NONE), false))
                .isEqualTo(new HostPolicy(TlsLevel.VERIFY, control.resolve("tlshosts/mx.example.pem")));
        assertThat(level("other.example", null, false)).isEqualTo(TlsLevel.NONE);
        assertThat(level("other.example", TlsLevel.ENCRYPT, false)).isEqualTo(TlsLevel.ENCRYPT);
        assertThat(level("other.example", null, true)).isEqualTo(TlsLevel.VERIFY);
    }

    @Test
    void rtls5WithTheExhaustiveListOnlyThoseOfTlshostsGetTls() throws IOException {
        file("tlshosts", "mx.example.pem");
        assertThat(level("other.example", null, false)).isEqualTo(TlsLevel.MAY);
        file("tlshosts", "exhaustivelist");
        assertThat(level("other.example", null, false)).isEqualTo(TlsLevel.NONE);
        assertThat(level("mx.example", null, false)).isEqualTo(TlsLevel.VERIFY);
    }

    @Test
    void rtls5FilesAreSeenWithinASecond() throws IOException {
        assertThat(level("mx.example", null, false)).isEqualTo(TlsLevel.MAY);
        file("notlshosts", "mx.example");
        assertThat(level("mx.example", null, false)).isEqualTo(TlsLevel.NONE);
        Files.delete(control.resolve("notlshosts/mx.example"));
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(level("mx.example", null, false)).isEqualTo(TlsLevel.MAY);
    }

    /** As with too many open files: no host is asked for less because of that. */
    @Test
    void namesThatCannotBeReadStayAsTheyWere() throws IOException {
        file("tlshosts", "mx.example.pem");
        assertThat(level("mx.example", null, false)).isEqualTo(TlsLevel.VERIFY);
        Files.delete(control.resolve("tlshosts/mx.example.pem"));
        Files.delete(control.resolve("tlshosts"));
        Files.createSymbolicLink(control.resolve("tlshosts"), control.resolve("tlshosts")); // a loop
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(level("mx.example", null, false)).isEqualTo(TlsLevel.VERIFY);

        TlsRules fresh = new TlsRules(control, () -> nanos);
        assertThatThrownBy(() -> fresh.of("mx.example", Optional.empty(), false))
                .as("deferred")
                .isInstanceOf(UncheckedIOException.class);
        Files.delete(control.resolve("tlshosts"));
        assertThat(fresh.of("mx.example", Optional.empty(), false).level()).isEqualTo(TlsLevel.MAY);
    }
}
