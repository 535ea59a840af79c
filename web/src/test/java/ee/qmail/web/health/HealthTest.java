package ee.qmail.web.health;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.history.RecentDelivery;
import ee.qmail.status.QueueCounts;
import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceState;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final StringWriter body = new StringWriter();
    private int code;

    private void get(String path, ServiceState... services) throws IOException {
        Health health = new Health();
        health.status = new PlannedStatus(List.of(services));
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> method.getName().equals("getPathInfo") ? path : null);
        PrintWriter writer = new PrintWriter(body, true);
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setStatus")) {
                        code = (int) arguments[0];
                    }
                    return method.getName().equals("getWriter") ? writer : null;
                });
        health.doGet(request, response);
        writer.flush();
    }

    private record PlannedStatus(List<ServiceState> services) implements ServerStatus {
        @Override
        public List<String> warnings() {
            return List.of("not told to everybody");
        }

        @Override
        public QueueCounts queue() {
            throw new UnsupportedOperationException("not planned");
        }

        @Override
        public List<RecentDelivery> recent(int max) {
            return List.of();
        }
    }

    private static ServiceState up(String name) {
        return new ServiceState(name, true, "working", Instant.EPOCH);
    }

    @Test
    void aServerWhoseQueueIsDownIsNotReadyAndHidesTheReason() throws IOException {
        get("/ready", up("smtpd"), up("pop3d"), new ServiceState("queue", false, "secret", null), up("database"));

        assertThat(code).isEqualTo(503);
        assertThat(body.toString())
                .startsWith("{\"status\":\"DOWN\"")
                .contains("{\"name\":\"queue\",\"status\":\"DOWN\"}")
                .contains("{\"name\":\"database\",\"status\":\"UP\"}")
                .doesNotContain("secret");
    }

    @Test
    void aServerWithAllItsServicesIsReady() throws IOException {
        get("/ready", up("smtpd"), up("queue"));

        assertThat(code).isEqualTo(200);
    }

    @Test
    void aServerThatOnlyKeepsItsMailIsReadyForMore() throws IOException {
        get("/ready", up("smtpd"), new ServiceState("send", false, "stopped", Instant.EPOCH));

        assertThat(code).isEqualTo(200);
        assertThat(body.toString()).contains("{\"name\":\"send\",\"status\":\"DOWN\"}");
    }

    @Test
    void isNotReadyWhileNoStateIsKnown() throws IOException {
        get("/ready");

        assertThat(code).isEqualTo(503);
    }

    @Test
    void aServerThatIsNotReadyMayBeAlive() throws IOException {
        get("/live", new ServiceState("queue", false, "planned", null));

        assertThat(code).isEqualTo(200);
    }
}
