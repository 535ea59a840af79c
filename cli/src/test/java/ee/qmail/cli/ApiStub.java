package ee.qmail.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** A server that gives one answer to all questions, and keeps them. */
final class ApiStub implements AutoCloseable {
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    /** Name and password of each question. */
    final List<String> by = Collections.synchronizedList(new ArrayList<>());

    volatile String answer = "{}";
    volatile int status = 200;
    private final HttpServer server;

    ApiStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
        String credentials =
                exchange.getRequestHeaders().getFirst("Authorization").substring("Basic ".length());
        by.add(new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8));
        if (status == 401) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"qmail\"");
        }
        byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    String api() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
