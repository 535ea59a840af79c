package ee.qmail.acme;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.start.Schema;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers on one database. */
class AcmeTableTest {
    private static final String TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA";

    private final JdbcDataSource database = new JdbcDataSource();
    private AcmeTable one;
    private AcmeTable other;

    @BeforeEach
    void migrate() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Schema.migrations().dataSource(database).load().migrate();
        one = new AcmeTable(database);
        other = new AcmeTable(database);
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    @Test
    void cert10EachServerHasTheAnswer() throws IOException {
        one.put(TOKEN, "answer");
        assertThat(other.answer(TOKEN)).contains("answer");
        one.remove(TOKEN);
        assertThat(other.answer(TOKEN)).isEmpty();
    }

    @Test
    void cert10WhatIsNoTokenIsNotLookedFor() throws IOException {
        assertThat(new AcmeTable().answer("short")).isEmpty();
        assertThat(new AcmeTable().answer("a".repeat(129))).isEmpty();
        assertThat(new AcmeTable().answer("../../../../etc/passwd")).isEmpty();
    }

    @Test
    void cert10AnAnswerThatWasLeftIsGoneAfterItsTime() throws IOException, SQLException {
        one.put(TOKEN, "answer");
        change("update acme_challenge set expires = current_timestamp - interval '1' second");
        assertThat(other.answer(TOKEN)).isEmpty();
        other.put(TOKEN, "another");
        assertThat(one.answer(TOKEN)).contains("another");
    }

    @Test
    void cert13OneServerOrdersAtATime() throws IOException {
        assertThat(one.lock()).isTrue();
        assertThat(other.lock()).isFalse();
        other.unlock();
        assertThat(other.lock()).isFalse();
        one.unlock();
        assertThat(other.lock()).isTrue();
    }

    @Test
    void cert13AServerThatDiedHoldsUpNobodyForLong() throws IOException, SQLException {
        assertThat(one.lock()).isTrue();
        change("update acme_lock set until = current_timestamp - interval '1' second");
        assertThat(other.lock()).isTrue();
        one.unlock();
        assertThat(one.lock()).isFalse();
    }
}
