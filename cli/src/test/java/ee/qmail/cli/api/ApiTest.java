package ee.qmail.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
    private final List<String> conditions = new ArrayList<>();
    private String tag;
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/api/", this::answer);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        int status = 200;
        if (exchange.getRequestMethod().equals("PUT")) {
            String match = exchange.getRequestHeaders().getFirst("If-Match");
            conditions.add(match + " " + exchange.getRequestHeaders().getFirst("If-None-Match"));
            status = match == null || match.equals(tag) ? 200 : 412;
        } else if (tag != null) {
            exchange.getResponseHeaders().set("ETag", tag);
        }
        byte[] octets = "{\"detail\":\"it has been changed\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    @Test
    void rfc9110WhatWasSeenIsChangedUnderItsTagOnly() throws ApiException {
        Api api = new Api("http://127.0.0.1:" + http.getAddress().getPort() + "/api", "admin", "secret");
        Api.Seen none = api.look("/control/me");
        tag = "\"one\"";
        Api.Seen one = api.look("/control/me");
        api.put("/control/me", JsonObject.EMPTY_JSON_OBJECT, none);
        api.put("/control/me", JsonObject.EMPTY_JSON_OBJECT, one);
        assertThat(conditions).containsExactly("null *", "\"one\" null");
        tag = "\"two\"";
        assertThatThrownBy(() -> api.put("/control/me", JsonObject.EMPTY_JSON_OBJECT, one))
                .isInstanceOf(ApiException.class)
                .hasMessage("it has been changed");
    }
}
