package ee.qmail.checkpassword;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
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
                client.sendAsync(request.build(), head -> new Bounded(head.statusCode()));
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

    /** Takes the octets of a good answer, up to a limit. */
    private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> result = new CompletableFuture<>();
        private final List<ByteBuffer> parts = new ArrayList<>();
        private final int status;
        private Flow.Subscription subscription;
        private int octets;

        Bounded(int status) {
            this.status = status;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (status == OK) {
                given.request(Long.MAX_VALUE);
            } else {
                fail("the answer is " + status + ", must be " + OK);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> more) {
            octets += more.stream().mapToInt(ByteBuffer::remaining).sum();
            if (octets > LARGEST) {
                parts.clear();
                fail("the answer must have at most " + LARGEST + " octets");
            } else {
                parts.addAll(more);
            }
        }

        private void fail(String why) {
            subscription.cancel();
            result.completeExceptionally(new IOException(why));
        }

        @Override
        public void onError(Throwable cause) {
            result.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            ByteBuffer all = ByteBuffer.allocate(octets);
            parts.forEach(all::put);
            result.complete(all.array());
        }
    }
}
