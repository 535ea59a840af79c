package ee.qmail.bench.load;

import ee.qmail.bench.BenchException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Visits a server again and again. A visit that fails is made again after a tenth of a second. */
public final class VisitLoad {
    private static final long RETRY_MILLIS = 100;
    /** For visits that are under way when the time is up. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final VisitJob job;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong complete = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lastComplete = new AtomicLong();
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private final Map<String, byte[]> saltedPasswords = new ConcurrentHashMap<>();
    private final CountDownLatch sessions;
    private Bootstrap client;
    private long started;

    private VisitLoad(VisitJob job) {
        this.job = job;
        this.sessions = new CountDownLatch(job.sessions());
    }

    /** Runs the job to its end; blocks. */
    public static VisitResult run(VisitJob job) {
        return new VisitLoad(job).run();
    }

    private VisitResult run() {
        try (Loops loops = new Loops()) {
            client = loops.client(job.server());
            started = System.nanoTime();
            lastComplete.set(started);
            for (int i = 0; i < job.sessions(); i++) {
                new Session(i, loops.group().next()).begin();
            }
            sessions.await(job.limit().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        if (complete.get() == 0) {
            throw new BenchException("no visit to " + job.server() + " came to its end: " + trouble.get());
        }
        return new VisitResult(complete.get(), refused.get(), lastComplete.get() - started);
    }

    /** Stays on its loop, and is used by it alone. */
    private final class Session {
        private final int number;
        private final EventLoop loop;
        private long visit;
        private boolean right;

        Session(int number, EventLoop loop) {
            this.number = number;
            this.loop = loop;
        }

        void begin() {
            if (System.nanoTime() - started > job.limit().toNanos() || begun.getAndIncrement() >= job.visits()) {
                sessions.countDown();
            } else {
                connect();
            }
        }

        private void connect() {
            right = false;
            VisitDialogue dialogue =
                    new VisitDialogue(job.tls(), number, talk(), this::over, (context, why) -> tell(why));
            client.clone(loop).handler(dialogue).connect().addListener((ChannelFuture connection) -> {
                if (connection.isSuccess()) {
                    connection.channel().closeFuture().addListener(closed -> next());
                } else {
                    tell("connection failed: " + connection.cause().getMessage());
                    next();
                }
            });
        }

        private Talk talk() {
            String user = job.login() == VisitJob.Login.NONE ? "" : job.user(number, visit);
            Talk login = switch (job.login()) {
                case NONE -> Talk.SILENT;
                case PLAIN -> new PlainTalk(user, job.password());
                case SCRAM -> new ScramTalk(user, job.password(), saltedPasswords);
            };
            return login.thenQuit();
        }

        private void over(ChannelHandlerContext context) {
            right = true;
            visit++;
            complete.incrementAndGet();
            lastComplete.accumulateAndGet(System.nanoTime(), Math::max);
            context.close();
        }

        private void tell(String why) {
            refused.incrementAndGet();
            trouble.compareAndSet("", why);
        }

        private void next() {
            if (right) {
                begin();
            } else {
                begun.decrementAndGet();
                loop.schedule(this::begin, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}
