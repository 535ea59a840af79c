package ee.qmail.bench.load;

import ee.qmail.bench.BenchException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Reads mail by POP3, every user in a session of its own, all at once. */
public final class Pop3Load {
    private final Pop3Job job;
    private final Iterator<String> users;
    private final CountDownLatch sessions;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong complete = new AtomicLong();
    private final AtomicReference<String> trouble = new AtomicReference<>();

    private Pop3Load(Pop3Job job) {
        this.job = job;
        this.users = job.users().iterator();
        this.sessions = new CountDownLatch(job.users().size());
    }

    /** Runs the job to its end; blocks. */
    public static Pop3Result run(Pop3Job job) {
        return new Pop3Load(job).run();
    }

    private Pop3Result run() {
        try (Loops loops = new Loops()) {
            Bootstrap client = loops.client(job.server(), () -> new Pop3Dialogue(this, nextUser()));
            long started = System.nanoTime();
            for (int i = 0; i < job.users().size(); i++) {
                client.connect().addListener((ChannelFuture connection) -> connected(connection));
            }
            boolean inTime = sessions.await(job.limit().toMillis(), TimeUnit.MILLISECONDS);
            long nanos = System.nanoTime() - started;
            if (trouble.get() != null || !inTime) {
                throw new BenchException("POP3 at " + job.server() + ", " + complete + " of "
                        + job.users().size() + " sessions complete: "
                        + (trouble.get() == null ? "not done in " + job.limit() : trouble.get()));
            }
            return new Pop3Result(messages.get(), complete.get(), nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private synchronized String nextUser() {
        return users.next();
    }

    private void connected(ChannelFuture connection) {
        if (connection.isSuccess()) {
            connection.channel().closeFuture().addListener(closed -> sessions.countDown());
        } else {
            failed("connection failed: " + connection.cause().getMessage());
            sessions.countDown();
        }
    }

    Pop3Job job() {
        return job;
    }

    void downloaded() {
        messages.incrementAndGet();
    }

    void completed() {
        complete.incrementAndGet();
    }

    void failed(String why) {
        trouble.compareAndSet(null, why);
    }
}
