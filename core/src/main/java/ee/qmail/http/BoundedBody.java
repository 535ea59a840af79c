package ee.qmail.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The body of an answer, counted while it comes: one that is too large ends the connection. */
public final class BoundedBody implements BodySubscriber<byte[]> {
    private final int most;
    /** Null, or why nothing is read. */
    private final String refusal;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private Flow.Subscription subscription;

    private BoundedBody(int most, String refusal) {
        this.most = most;
        this.refusal = refusal;
    }

    /** @param octets of the largest that is taken */
    public static BoundedBody upTo(int octets) {
        return new BoundedBody(octets, null);
    }

    /** Of an answer that is not wanted, and not read. */
    public static BoundedBody refused(String why) {
        return new BoundedBody(0, why);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        if (refusal == null) {
            subscription.request(Long.MAX_VALUE);
        } else {
            fail(refusal);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            if (part.remaining() > most - octets.size()) {
                fail("the answer is larger than " + most + " octets");
                return;
            }
            byte[] content = new byte[part.remaining()];
            part.get(content);
            octets.writeBytes(content);
        }
    }

    private void fail(String why) {
        subscription.cancel();
        body.completeExceptionally(new IOException(why));
    }

    @Override
    public void onError(Throwable trouble) {
        body.completeExceptionally(trouble);
    }

    @Override
    public void onComplete() {
        body.complete(octets.toByteArray());
    }
}
