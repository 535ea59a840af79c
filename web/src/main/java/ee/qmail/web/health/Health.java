package ee.qmail.web.health;

import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceState;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * {@code /health/live}: the application answers. {@code /health/ready}: 200 exactly when every service is up that clients
 * need, else 503; mail is taken while no deliveries begin.
 * Open to everybody, so it tells names and states and nothing else.
 */
@WebServlet("/health/*")
public class Health extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    transient ServerStatus status;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (path) {
            case "/live" -> answer(response, true, List.of());
            case "/ready" -> ready(response);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private void ready(HttpServletResponse response) throws IOException {
        List<ServiceState> services = status.services();
        boolean ready = !services.isEmpty()
                && services.stream()
                        .allMatch(service -> service.up() || service.name().equals(ServerStatus.SEND));
        answer(response, ready, services);
    }

    private static void answer(HttpServletResponse response, boolean up, List<ServiceState> services)
            throws IOException {
        JsonArrayBuilder checks = Json.createArrayBuilder();
        services.forEach(service -> checks.add(
                Json.createObjectBuilder().add("name", service.name()).add("status", word(service.up()))));
        response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter()
                .write(Json.createObjectBuilder()
                        .add("status", word(up))
                        .add("checks", checks)
                        .build()
                        .toString());
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
