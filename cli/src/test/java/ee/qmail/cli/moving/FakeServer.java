package ee.qmail.cli.moving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ee.qmail.control.Setting;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Control files, domains and mailboxes behind an API, without a server. */
final class FakeServer implements AutoCloseable {
    final Map<String, List<String>> control = new TreeMap<>();
    /** Password hash, or nothing, by address. */
    final Map<String, String> mailboxes = new TreeMap<>();

    final Map<String, Long> quotas = new TreeMap<>();

    /** By address. */
    final Map<String, List<String>> rights = new TreeMap<>();

    final List<String> domains = new ArrayList<>();
    int changes;
    private final HttpServer http;

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else 40 ms for each answer
    }

    FakeServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/api/", this::answer);
        http.start();
    }

    String api() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/api";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path =
                exchange.getRequestURI().getPath().substring("/api/".length()).split("/");
        String answer;
        int status = 200;
        if (exchange.getRequestMethod().equals("GET")) {
            answer = get(path);
        } else {
            changes++;
            try (JsonReader reader = Json.createReader(exchange.getRequestBody())) {
                JsonObject body = reader.readObject();
                status = body.getString("passwordHash", "$").startsWith("$") ? 200 : 400;
                answer = "{\"detail\":\"passwordHash: must be one that crypt makes\"}";
                if (status == 200) {
                    change(path, body);
                }
            }
        }
        byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    private String get(String... path) {
        if (path[0].equals("control")) {
            JsonArrayBuilder lines = Json.createArrayBuilder();
            shown(path[1]).forEach(lines::add);
            return Json.createObjectBuilder()
                    .add("lines", lines)
                    .add("isDefault", !control.containsKey(path[1]))
                    .build()
                    .toString();
        }
        JsonArrayBuilder names = Json.createArrayBuilder();
        if (path.length == 1) {
            domains.forEach(name -> names.add(Json.createObjectBuilder().add("name", name)));
        } else {
            mailboxes.keySet().stream()
                    .filter(address -> address.endsWith("@" + path[1]))
                    .forEach(address -> names.add(
                            Json.createObjectBuilder().add("name", address.substring(0, address.indexOf('@')))));
        }
        return names.build().toString();
    }

    /** Without passwords, as the server shows them. */
    private List<String> shown(String file) {
        return control.getOrDefault(file, List.of()).stream()
                .map(line ->
                        Setting.ofFile(file).map(setting -> setting.shown(line)).orElse(line))
                .toList();
    }

    private void change(String[] path, JsonObject body) {
        if (path[0].equals("control")) {
            List<String> old = control.getOrDefault(path[1], List.of());
            List<String> masked = shown(path[1]);
            control.put(
                    path[1],
                    body.getString("content")
                            .lines()
                            .map(line -> masked.contains(line) ? old.get(masked.indexOf(line)) : line)
                            .toList());
        } else if (path.length == 1) {
            domains.add(body.getString("name"));
            mailboxes.put("postmaster@" + body.getString("name"), "");
        } else {
            String name = path.length == 3 ? body.getString("name") : path[3];
            String address = name + "@" + path[1];
            if (body.containsKey("quota")) {
                quotas.put(address, body.getJsonNumber("quota").longValue());
            }
            if (body.containsKey("pop3")) {
                rights.put(
                        address,
                        Stream.of("pop3", "submission", "relay")
                                .filter(body::getBoolean)
                                .toList());
            }
            if (path.length == 3 || path[path.length - 1].equals("password")) {
                mailboxes.put(address, body.getString("passwordHash", ""));
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
