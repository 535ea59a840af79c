package ee.qmail.checkpassword;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import ee.qmail.http.BoundedBody;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the issuer of tokens. One time limit is for all of an answer, from the connection to its last octet, however slowly they come; an answer is
 * bounded while it is read, and no redirect is followed. Safe for use by several threads.
 */
final class IssuerHttp implements ResourceRetriever {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST = 256 * 1024;
    private static final int OK = 200;

    private final HttpClient client;
    private final Duration patience;

    IssuerHttp() {
        this(PATIENCE);
    }

    /** @param patience for an answer in all */
    IssuerHttp(Duration patience) {
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        try {
            return new Resource(body(HttpRequest.newBuilder(url.toURI()).GET()), null);
        } catch (URISyntaxException e) {
            throw new IOException(url + " is no address", e);
        }
    }

    /** Sends a form. @param authorization the value of that field */
    String post(URI uri, String authorization, String form) throws IOException {
        return body(HttpRequest.newBuilder(uri)
                .header("Authorization", authorization)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form, StandardCharsets.US_ASCII)));
    }

    private String body(HttpRequest.Builder request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.build(), head -> taking(head.statusCode()));
        try {
            return new String(
                    answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).body(), StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server stops");
        } finally {
            answer.cancel(true); // else what is too slow goes on
        }
    }

    private static BoundedBody taking(int status) {
        return status == OK
                ? BoundedBody.upTo(LARGEST)
                : BoundedBody.refused("the answer is " + status + ", must be " + OK);
    }
}
