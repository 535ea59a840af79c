package ee.qmail.acme;

import ee.qmail.http.BoundedBody;
import ee.qmail.tls.PemManagers;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Requests by HTTP whose answers are bounded in size and time; no redirect is followed. Safe for use by several threads. */
final class AcmeHttp {
    /** Octets: many times the longest chain of certificates. */
    private static final int LARGEST = 256 * 1024;

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final String AUTHORITIES = "acmeca.pem";

    private final HttpClient client;
    private final Duration whole;

    private AcmeHttp(HttpClient client, Duration whole) {
        this.client = client;
        this.whole = whole;
    }

    /**
     * Trusts the authorities that Java trusts, or those in {@code acmeca.pem} instead.
     *
     * @param whole the longest time from the begin of a request to the end of its answer
     * @throws IOException if that file is there and cannot be used
     */
    static AcmeHttp trusting(Path control, Duration whole) throws IOException {
        Path authorities = control.resolve(AUTHORITIES);
        HttpClient.Builder builder = builder();
        if (Files.exists(authorities)) {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, PemManagers.trusting(authorities), null);
                builder.sslContext(context);
            } catch (GeneralSecurityException e) {
                throw new IOException("control/" + AUTHORITIES + ": " + e.getMessage(), e);
            }
        }
        return new AcmeHttp(builder.build(), whole);
    }

    /** The same for requests without TLS. */
    static AcmeHttp plain(Duration whole) {
        return new AcmeHttp(builder().build(), whole);
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
    }

    AcmeReply get(URI url) throws IOException {
        return send(request(url).GET().build());
    }

    AcmeReply head(URI url) throws IOException {
        return send(
                request(url).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
    }

    AcmeReply post(URI url, String type, String body) throws IOException {
        return send(request(url)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(URI url) {
        return HttpRequest.newBuilder(url).header("User-Agent", "qmail-EE").header("Accept-Language", "en");
    }

    private AcmeReply send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> BoundedBody.upTo(LARGEST));
        String host = request.uri().getAuthority();
        try {
            HttpResponse<byte[]> reply = answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
            return new AcmeReply(host, reply.statusCode(), reply.headers(), reply.body());
        } catch (ExecutionException e) {
            throw new AcmeException(host + " cannot be asked: " + reason(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new AcmeException(host + " has not answered whole within " + whole.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AcmeException("interrupted while " + host + " was asked", e);
        } finally {
            answer.cancel(true);
        }
    }

    /** The JDK has no message for some. */
    private static String reason(Throwable trouble) {
        Throwable told = trouble;
        while (told.getMessage() == null && told.getCause() != null) {
            told = told.getCause();
        }
        if (told instanceof UnresolvedAddressException) {
            return "the name has no address";
        }
        if (trouble instanceof ConnectException) {
            return "no connection";
        }
        String message = told.getMessage() == null ? "" : ": " + told.getMessage();
        return AcmeReply.forPeople(told.getClass().getSimpleName() + message);
    }
}
