package ee.qmail.rar.listener;

import ee.qmail.contract.Door;
import ee.qmail.contract.MailService;
import ee.qmail.contract.OpenConnection;
import ee.qmail.contract.Standing;
import ee.qmail.home.StartFailure;
import ee.qmail.log.ConnectionLog;
import ee.qmail.log.Multilog;
import ee.qmail.loop.Heartbeat;
import ee.qmail.loop.SignOfLife;
import ee.qmail.rar.entrance.Entrance;
import ee.qmail.rar.work.Workers;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import jakarta.resource.ResourceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A listening socket, its event loops and its open connections. */
public final class Listener implements MailService, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Listener.class.getName());

    public static final int EVENT_LOOPS = 2;
    /** Connections the kernel keeps until they are accepted; a short queue turns bursts away. */
    private static final int BACKLOG = 4096;

    /** Enough for ten seconds of 5,000 connections each; a file that is full is synced to the disk. */
    private static final long LOG_SIZE = 16_000_000;

    private static final int LOG_FILES = 10;
    private static final int LOG_PAUSE_MILLIS = 250;
    private static final int LOOK_MILLIS = 10;
    private static final int BEAT_SECONDS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String name;
    private final AutoCloseable service;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final EventLoopGroup eventLoops;
    private final Workers workers;
    private final Multilog log;
    private final ConnectionLog connectionLog;
    private final Gate gate = new Gate();
    private final List<Heartbeat> heartbeats = new ArrayList<>();
    private final Connections counted;
    private InetSocketAddress address;
    private Supplier<ChannelHandler> handlers;
    private Channel socket;
    private volatile State state = State.DOWN;
    private volatile Instant since = Instant.now();

    private Listener(String name, Path logDirectory, Entrance entrance, Workers workers, AutoCloseable service) {
        this.name = name;
        this.service = service;
        this.workers = workers;
        this.log = Multilog.inBackground(logDirectory, LOG_SIZE, LOG_FILES, Clock.systemUTC(), this::later);
        this.connectionLog = new ConnectionLog(log::append);
        this.counted = new Connections(connectionLog, entrance);
        this.eventLoops = new MultiThreadIoEventLoopGroup(EVENT_LOOPS, workers, SturdyIo.of(NioIoHandler.newFactory()));
    }

    public static Listener open(
            ListenerSpec spec,
            Entrance entrance,
            Workers workers,
            Function<Connections, ChannelHandler> handlers,
            AutoCloseable service)
            throws ResourceException {
        String name = spec.name();
        Listener listener = new Listener(name, spec.log(), entrance, workers, service);
        try {
            listener.handlers = () -> handlers.apply(listener.counted);
            listener.address = new InetSocketAddress(spec.getBind(), spec.portNumber());
            listener.up();
        } catch (Exception e) {
            listener.close();
            ResourceException failure = new ResourceException(
                    name + " cannot listen on " + spec.getBind() + ":" + spec.portNumber() + " (" + spec.defaultPort()
                            + "): " + e.getMessage(),
                    e);
            StartFailure.tell(failure);
            throw failure;
        }
        listener.giveSignsOfLife();
        MailService.RUNNING.add(listener);
        return listener;
    }

    /** One that hangs answers nobody. */
    private void giveSignsOfLife() {
        int number = 0;
        for (EventExecutor loop : eventLoops) {
            Heartbeat heartbeat = new Heartbeat(name + " event loop " + ++number, PATIENCE);
            heartbeats.add(heartbeat);
            SignOfLife.SIGNS.add(heartbeat);
            loop.scheduleWithFixedDelay(heartbeat::beat, 0, BEAT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public synchronized void up() throws IOException {
        if (state == State.PAUSED) {
            socket.config().setAutoRead(true);
            socket.eventLoop().submit(gate::open).awaitUninterruptibly();
        } else if (state == State.DOWN) {
            bind();
        }
        turn(State.UP);
    }

    /** At the same port as before, if any one would have done. */
    private void bind() throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                .handler(gate)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connections.add(connection);
                        connection.pipeline().addLast(handlers.get());
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        socket = bound.channel();
        address = (InetSocketAddress) socket.localAddress();
    }

    private void turn(State next) {
        if (state != next) {
            state = next;
            since = Instant.now();
        }
    }

    @Override
    public synchronized void pause() {
        if (state == State.DOWN) {
            throw new IllegalStateException(name + " is down: it can be brought up, not paused");
        }
        socket.eventLoop().submit(gate::shut).awaitUninterruptibly();
        socket.config().setAutoRead(false);
        turn(State.PAUSED);
    }

    @Override
    public synchronized void down() {
        if (socket != null) {
            socket.eventLoop().submit(gate::clear).awaitUninterruptibly();
            socket.close().awaitUninterruptibly();
            // the port is free when the selector has looked once more
            socket.eventLoop()
                    .schedule(() -> {}, LOOK_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly();
        }
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(End.SHUTDOWN));
        connections.newCloseFuture().awaitUninterruptibly(5, TimeUnit.SECONDS);
        connections.close();
        turn(State.DOWN);
    }

    /** Log lines are written by a worker, those of a quarter of a second at a time. */
    private void later(Runnable task) {
        eventLoops.schedule(() -> onWorker(task), LOG_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void onWorker(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            later(task); // no thread is free just now
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "no thread can be had for the log", e);
            later(task);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Instant since() {
        return since;
    }

    @Override
    public int connections() {
        return connections.size();
    }

    @Override
    public Door door() {
        return counted.entrance().door();
    }

    /** What there is of connections stands in the group, which each leaves when it is closed: nothing is kept twice. */
    @Override
    public List<OpenConnection> openConnections() {
        List<OpenConnection> all = new ArrayList<>();
        for (Channel connection : connections) {
            SessionHandler<?, ?> handler = handler(connection);
            if (handler != null) {
                handler.look(connection).ifPresent(all::add);
            }
        }
        return all;
    }

    private static SessionHandler<?, ?> handler(Channel connection) {
        return connection.pipeline().get(SessionHandler.class);
    }

    @Override
    public boolean end(String id) {
        for (Channel connection : connections) {
            SessionHandler<?, ?> handler = handler(connection);
            if (handler != null && handler.id().equals(id)) {
                connection.pipeline().fireUserEventTriggered(End.DISMISSAL);
                return true;
            }
        }
        return false;
    }

    @Override
    public Standing standing(InetAddress client) {
        return counted.standing(client);
    }

    @Override
    public Map<String, Long> sessions() {
        return connectionLog.sessions();
    }

    @Override
    public void close() {
        MailService.RUNNING.remove(this);
        heartbeats.forEach(SignOfLife.SIGNS::remove);
        down();
        eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        try {
            log.close();
            service.close();
        } catch (Exception e) {
            throw new IllegalStateException(name + " did not stop cleanly", e);
        }
    }

    /**
     * Holds what is accepted while it is shut: Netty accepts some more connections after it has been told to read no more. Its state
     * belongs to the event loop of the listening socket.
     */
    @ChannelHandler.Sharable
    private static final class Gate extends ChannelInboundHandlerAdapter {
        private final List<Channel> held = new ArrayList<>();
        private ChannelHandlerContext context;
        private boolean shut;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
            shut = false;
        }

        @Override
        public void channelRead(ChannelHandlerContext here, Object accepted) {
            if (shut) {
                held.add((Channel) accepted);
            } else {
                here.fireChannelRead(accepted);
            }
        }

        void shut() {
            shut = true;
        }

        public void open() {
            shut = false;
            held.forEach(context::fireChannelRead);
            held.clear();
        }

        void clear() {
            held.forEach(channel -> channel.unsafe().closeForcibly());
            held.clear();
        }
    }

    /** The event that tells a connection to come to its end. */
    enum End {
        SHUTDOWN,
        /** An administrator wants that. */
        DISMISSAL
    }
}
