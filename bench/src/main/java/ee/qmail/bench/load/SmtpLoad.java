package ee.qmail.bench.load;

import ee.qmail.bench.BenchException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends mail as smtp-source does: HELO, MAIL, RCPT, DATA, each command after the answer to the one before. What is
 * refused or cut off is sent again after a tenth of a second, on a new connection.
 */
public final class SmtpLoad {
    private static final long RETRY_MILLIS = 100;
    /** For what is under way when the time for new messages is up. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final SmtpJob job;
    private final byte[] message;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lastAccepted = new AtomicLong();
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private final AtomicInteger sessions;
    private final CountDownLatch complete = new CountDownLatch(1);
    private Bootstrap client;
    private long started;

    private SmtpLoad(SmtpJob job) {
        this.job = job;
        this.message = Message.ofSize(job.size());
        this.sessions = new AtomicInteger(job.sessions());
    }

    /** Runs the job to its end; blocks. */
    public static SmtpResult run(SmtpJob job) {
        return new SmtpLoad(job).run();
    }

    private SmtpResult run() {
        try (Loops loops = new Loops()) {
            client = loops.client(job.server(), () -> new SmtpDialogue(this));
            started = System.nanoTime();
            lastAccepted.set(started);
            for (int i = 0; i < job.sessions(); i++) {
                connect(loops.group().next(), i);
            }
            awaitEnd();
        }
        if (accepted.get() == 0) {
            throw new BenchException("no message was accepted by " + job.server() + ": " + trouble.get());
        }
        return new SmtpResult(accepted.get(), refused.get(), lastAccepted.get() - started, started, trouble.get());
    }

    private void awaitEnd() {
        try {
            complete.await(job.limit().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** A session stays on its loop: going over to another costs more than a command. */
    private void connect(EventLoop loop, int session) {
        client.clone(loop).attr(Entrance.SESSION, session).connect().addListener((ChannelFuture connection) -> {
            if (connection.isSuccess()) {
                connection.channel().closeFuture().addListener(closed -> next(connection));
            } else {
                failed("connection failed: " + connection.cause().getMessage());
                again(connection);
            }
        });
    }

    private void next(ChannelFuture connection) {
        boolean right = connection.channel().pipeline().get(SmtpDialogue.class) == null
                || connection.channel().pipeline().get(SmtpDialogue.class).isComplete();
        if (right && more()) {
            connect(connection.channel().eventLoop(), session(connection));
        } else {
            again(connection);
        }
    }

    private void again(ChannelFuture connection) {
        if (more()) {
            EventLoop loop = connection.channel().eventLoop();
            int session = session(connection);
            loop.schedule(() -> connect(loop, session), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            endSession();
        }
    }

    private static int session(ChannelFuture connection) {
        return connection.channel().attr(Entrance.SESSION).get();
    }

    /** The last one; before that, a session may wait long for a connection that nobody needs any more. */
    private void endSession() {
        if (sessions.decrementAndGet() == 0) {
            complete.countDown();
        }
    }

    private boolean more() {
        return claimed.get() < job.messages() && !isLate();
    }

    private boolean isLate() {
        return System.nanoTime() - started > job.limit().toNanos();
    }

    SmtpJob job() {
        return job;
    }

    byte[] message() {
        return message;
    }

    /** @return the number of the next message, or -1 if there is none */
    long claim() {
        if (isLate()) {
            return -1;
        }
        long number = claimed.getAndIncrement();
        return number < job.messages() ? number : -1;
    }

    void accepted() {
        lastAccepted.accumulateAndGet(System.nanoTime(), Math::max);
        if (accepted.incrementAndGet() == job.messages()) {
            complete.countDown();
        }
    }

    /** A claimed message was not accepted, and is free again. */
    void refused(String why) {
        claimed.decrementAndGet();
        failed(why);
    }

    /** Of no account when all is sent: connections that nobody needs any more are cut off. */
    void failed(String why) {
        if (complete.getCount() == 0) {
            return;
        }
        refused.incrementAndGet();
        trouble.compareAndSet("", why);
    }
}
