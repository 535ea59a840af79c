package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** GreenMail, the test server that keeps everything in memory: what there is to gain when nothing is kept. */
final class GreenMailPeer extends OwnPeer implements MailStore {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    GreenMailPeer(Place place) {
        super(place);
    }

    @Override
    public String name() {
        return "greenmail";
    }

    @Override
    public String durability() {
        return "none: everything in RAM; heap of 2 GB";
    }

    /** Not POP3: each command waits 40 ms for an acknowledgement, since it does not set TCP_NODELAY. */
    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.SMTP);
    }

    @Override
    public boolean isCompiledAtWork() {
        return true;
    }

    @Override
    public void start() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                GreenMailMain.class.getName(),
                String.valueOf(place.smtp().getPort()),
                String.valueOf(place.http().getPort()));
        server = Server.start(name(), command, Map.of(), place.path("server.log"));
        server.awaitGreeting(smtp());
        server.await("no answer by HTTP", this::answers);
    }

    private boolean answers() {
        try {
            return count(List.of("u0")) == 0;
        } catch (BenchException notYet) {
            return false;
        }
    }

    @Override
    public long count(List<String> users) {
        return ask("count/" + String.join(",", users));
    }

    @Override
    public void clear(List<String> users) {
        ask("clear/" + String.join(",", users));
    }

    private long ask(String path) {
        URI address = URI.create("http://127.0.0.1:" + place.http().getPort() + "/" + path);
        try {
            HttpResponse<String> answer =
                    HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new BenchException("greenmail, " + path + ": " + answer.body());
            }
            return Long.parseLong(answer.body());
        } catch (IOException e) {
            throw new BenchException("greenmail, " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public MailStore mail() {
        return this;
    }
}
