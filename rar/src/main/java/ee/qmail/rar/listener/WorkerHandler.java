package ee.qmail.rar.listener;

import ee.qmail.rar.work.FairExecutor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A connection whose work that may block is done by workers, in turns that are fair among the clients' networks. */
public abstract class WorkerHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(WorkerHandler.class.getName());

    private final FairExecutor lane;
    private Channel channel;
    private InetAddress network;

    /** @param lane for what may block */
    WorkerHandler(FairExecutor lane) {
        this.lane = lane;
    }

    final void attach(Channel connection) {
        channel = connection;
    }

    /** @param client the network whose turns it takes */
    final void workFor(InetAddress client) {
        network = client;
    }

    final InetAddress network() {
        return network;
    }

    protected final Channel channel() {
        return channel;
    }

    /** Work that may block and may fail because a bean failed. */
    public interface Blocking<T> {
        T run() throws Endpoints.DeliveryException;
    }

    /** An answer given on the event loop. */
    public interface Answer<T> {
        void give(T result);
    }

    /**
     * Returns the answer that the bean gives without waiting; a failure is logged and means that the bean is to be
     * asked on a worker.
     */
    protected final <T> Optional<T> atOnce(Blocking<Optional<T>> question) {
        try {
            return question.run();
        } catch (Endpoints.DeliveryException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the client at " + channel.remoteAddress() + " gets its answer later", e);
            return Optional.empty();
        }
    }

    /** Does the work on a worker and answers on the event loop; any failure is a deferral, logged with its cause. */
    protected final <T> void onWorker(Blocking<T> work, Answer<T> answer, Runnable failed) {
        onWorker(lane, work, answer, failed);
    }

    /** @param special for work that shall not hold up other work */
    protected final <T> void onWorker(FairExecutor special, Blocking<T> work, Answer<T> answer, Runnable failed) {
        try {
            special.execute(network, () -> ask(work, answer, failed), () -> onEventLoop(failed));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.FINE, "no thread is free for {0}", channel.remoteAddress());
            onEventLoop(failed); // not inside the question
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "no thread can be had for " + channel.remoteAddress(), e);
            onEventLoop(failed);
        }
    }

    private <T> void ask(Blocking<T> work, Answer<T> answer, Runnable failed) {
        T result;
        try {
            result = work.run();
        } catch (Endpoints.DeliveryException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the client at " + channel.remoteAddress() + " is told to try again", e);
            onEventLoop(failed);
            return;
        }
        onEventLoop(() -> answer.give(result));
    }

    /**
     * Gives an answer. Netty would only log what goes wrong with it, and the client would wait for ever: the connection
     * is closed instead.
     */
    protected final void onEventLoop(Runnable answer) {
        channel.eventLoop().execute(() -> {
            try {
                answer.run();
            } catch (RuntimeException | Error e) {
                MemoryTrouble.SHARED.note(e);
                LOG.log(
                        Level.WARNING,
                        "connection from " + channel.remoteAddress() + " is closed: it gets no answer",
                        e);
                channel.close();
            }
        });
    }
}
