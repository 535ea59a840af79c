package ee.qmail.rar.application;

import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer.Door;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * One mail in one bean, on a thread of its own, for a caller that waits for it and may leave. Whether the caller has left and whether the
 * bean's transaction commits is decided in one step, so that the caller never reports a deferral of what commits later, unless
 * the commit itself takes too long, or the server stops meanwhile.
 */
final class BeanCall {
    private enum State {
        RUNNING,
        COMMITTING,
        LEFT,
        ENDED
    }

    /**
     * What became of a call.
     *
     * @param failure null unless it is why the mail is deferred
     */
    record Result(DeliveryReport report, Throwable failure) {}

    private final MailBean bean;
    private final BeanMail mail;
    private final Door door;
    private final LongSupplier nanos;
    private final long began;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private volatile Thread thread;
    private volatile long told;

    BeanCall(MailBean bean, BeanMail mail, Door door, LongSupplier nanos) {
        this.bean = bean;
        this.mail = mail;
        this.door = door;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    MailBean bean() {
        return bean;
    }

    BeanMail mail() {
        return mail;
    }

    Door door() {
        return door;
    }

    /** Since it began. */
    long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - began);
    }

    /** On the thread that is for the bean. */
    Result run() {
        thread = Thread.currentThread();
        BeanMail given = new BeanMail(mail.id(), mail.sender(), mail.recipient(), new LentBody(), mail.arrival());
        return bean.call(given, this::mayCommit);
    }

    /** It may be discarded, or be another message's, when nobody waits any more. */
    private final class LentBody implements Body {
        @Override
        public InputStream open() throws IOException {
            if (isLeft()) {
                throw new IOException("mail " + mail.key() + " cannot be read any more: the time of the bean is over");
            }
            return mail.body().open();
        }

        @Override
        public long size() {
            return mail.body().size();
        }
    }

    /** Asked when the bean has returned, before its transaction commits; from then on the caller waits for the commit. */
    private boolean mayCommit() {
        return state.compareAndSet(State.RUNNING, State.COMMITTING);
    }

    /**
     * The bean is back.
     *
     * @return whether the caller gets the result: false if it has left
     */
    boolean end(Result ended) {
        thread = null;
        if (state.getAndSet(State.ENDED) == State.LEFT) {
            return false;
        }
        return result.complete(ended);
    }

    /** @throws TimeoutException if it takes longer */
    Result await(long seconds) throws TimeoutException, InterruptedException {
        try {
            return result.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The caller waits no longer: the transaction will be rolled back. He tells of it himself.
     *
     * @return false if it commits, or the call has ended
     */
    boolean leave() {
        told = nanos.getAsLong(); // before others see that it is left, and would tell as well
        return state.compareAndSet(State.RUNNING, State.LEFT);
    }

    /** The caller does not wait for the commit either. */
    boolean leaveCommit() {
        told = nanos.getAsLong();
        return state.compareAndSet(State.COMMITTING, State.LEFT);
    }

    boolean isLeft() {
        return state.get() == State.LEFT;
    }

    /** What the thread does now, innermost first; empty if it is back. */
    StackTraceElement[] stack() {
        Thread busy = thread;
        return busy == null ? new StackTraceElement[0] : busy.getStackTrace();
    }

    /** Tells whether it is time to tell of the call again; if so, it counts as told. */
    boolean isToBeTold(long pauseNanos) {
        long now = nanos.getAsLong();
        if (now - told < pauseNanos) {
            return false;
        }
        told = now;
        return true;
    }
}
