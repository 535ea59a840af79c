package ee.qmail.bench.load;

import ee.qmail.bench.BenchException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Has an application in the server send mail: see {@link ee.qmail.bench.application.Sender}. */
public final class ApplicationLoad {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ApplicationLoad() {}

    /**
     * Blocks until the last mail is committed.
     *
     * @param application its address, with a slash at the end
     * @param way as the application names it
     * @param sessions requests at the same time, each of which sends one mail after the other
     */
    public static SmtpResult run(
            URI application, String way, int sessions, Duration limit, int size, String recipient) {
        URI address = application.resolve(way + "?size=" + size + "&millis=" + limit.toMillis() + "&to="
                + URLEncoder.encode(recipient, StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(limit.plus(PATIENCE))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        long started = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .limit(sessions)
                .toList();
        long sent = answers.stream()
                .mapToLong(answer -> count(address, answer.join()))
                .sum();
        return new SmtpResult(sent, 0, System.nanoTime() - started, started, "");
    }

    /** Tells whether the application is deployed; it refuses to be asked by GET. */
    public static boolean isThere(URI application) {
        HttpRequest request =
                HttpRequest.newBuilder(application).timeout(PATIENCE).GET().build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((answer, trouble) -> trouble == null && answer.statusCode() == 405)
                .join();
    }

    private static long count(URI address, HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new BenchException(address + ": " + answer.statusCode() + " " + answer.body());
        }
        return Long.parseLong(answer.body().strip());
    }
}
