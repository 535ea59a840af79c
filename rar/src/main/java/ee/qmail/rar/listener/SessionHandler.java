package ee.qmail.rar.listener;

import ee.qmail.contract.Activity;
import ee.qmail.contract.Client;
import ee.qmail.contract.ClientNetwork;
import ee.qmail.contract.ConnectionPolicy;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Load;
import ee.qmail.contract.OpenConnection;
import ee.qmail.contract.Peer;
import ee.qmail.log.ConnectionLog;
import ee.qmail.meter.Meter;
import ee.qmail.rar.entrance.Entrance;
import ee.qmail.rar.entrance.Handshake;
import ee.qmail.rar.entrance.OctetMeter;
import ee.qmail.rar.entrance.ProxyGate;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.sasl.LoginSession;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The shell around one session: all calls to the session are made on the connection's event loop; what may block is
 * done by a worker, whose answer comes back to the event loop.
 *
 * <p>Input is read only while the session can use it and the client takes its replies, so that neither side of the
 * connection can pile up more than a buffer.
 *
 * <p>This is the one place where TLS begins: before the session where the door has it from the first octet, else when the session asks
 * for it.
 */
public abstract class SessionHandler<S extends LoginSession, P extends ConnectionPolicy> extends WorkerHandler
        implements LoginSession.Shell {
    private static final Logger LOG = Logger.getLogger(SessionHandler.class.getName());

    /** Octets given to the session before it is asked again whether the client takes its replies. */
    private static final int SLICE = 8 * 1024;

    /** In which nothing can be said: it would be taken for a part of something else. */
    private static final Set<Activity> WITHOUT_WORDS =
            EnumSet.of(Activity.HANDSHAKE, Activity.SENDING, Activity.ENDING);

    private final Connections connections;
    private final LoginQuestions logins;
    private final long number = Connections.number();
    private final Instant since = Instant.now();
    // others look at these, too
    private volatile Client client;
    private volatile OctetMeter octets;
    private volatile Handshake handshake;
    private volatile S session;
    private Connections.Place place;
    private P policy;
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;

    /** @param lane for what may block */
    public SessionHandler(FairExecutor lane, Connections connections, LoginQuestions logins) {
        super(lane);
        this.connections = connections;
        this.logins = logins;
    }

    /** Asks the bean what the client may do; on a worker. */
    protected abstract P connected(Client client, Load load) throws Endpoints.DeliveryException;

    /** Asks the bean the same, if it can say so without waiting. */
    protected Optional<P> connectedAtOnce(Client client, Load load) throws Endpoints.DeliveryException {
        return Optional.empty();
    }

    /** Asks the bean again, as more is known of the client; on a worker. */
    protected abstract P changed(Client client, P before) throws Endpoints.DeliveryException;

    /** Makes the session of a client that the bean has decided about. */
    protected abstract S begin(Client client, P decided, SaslOffer offer);

    /** Tells the session that TLS has begun. */
    protected abstract void secured(Client client, P decided, SaslOffer offer);

    /** Returns the words to a client about which the bean could not decide. */
    protected abstract byte[] unavailable();

    protected final Client client() {
        return client;
    }

    protected final P policy() {
        return policy;
    }

    protected final S session() {
        return session;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        attach(context.channel());
        InetSocketAddress remote = (InetSocketAddress) channel().remoteAddress();
        Peer peer = new Peer(remote, (InetSocketAddress) channel().localAddress());
        Entrance entrance = connections.entrance();
        if (entrance.controls().isProxy(remote.getAddress())) {
            channel().pipeline().addFirst(new ProxyGate(peer, entrance.door(), this::enter));
        } else {
            enter(new Client(peer, entrance.door()));
        }
    }

    private void enter(Client known) {
        client = known;
        InetAddress network = ClientNetwork.of(known.peer().remote().getAddress());
        workFor(network);
        place = connections.enter(channel(), network);
        channel().closeFuture().addListener(closed -> place.leave());
        OctetMeter meter = new OctetMeter(connections.entrance().limits(), network);
        channel().pipeline().addFirst(meter);
        octets = meter;
        admit(place.load());
    }

    private void admit(Load load) {
        Optional<P> decided = atOnce(() -> connectedAtOnce(client, load));
        if (decided.isPresent()) {
            admitted(decided.get());
        } else {
            onWorker(() -> connected(client, load), this::admitted, this::turnAway);
        }
    }

    private void admitted(P decided) {
        if (decided.refusal() == null) {
            place.admit();
        }
        if (!client.door().isImplicitTls()) {
            open(decided);
        } else if (decided.refusal() == null && admitTls()) {
            policy = decided;
            encrypt(() -> onWorker(() -> changed(client, policy), this::open, this::turnAway));
        } else {
            // one that is not let in costs no handshake, and nothing is said in clear (TLS-8)
            logBegin(decided, false);
            channel().close();
        }
    }

    private void turnAway() {
        connections.log().unavailable(client.peer());
        if (client.door().isImplicitTls() && handshake == null) {
            channel().close();
        } else {
            channel().writeAndFlush(Unpooled.wrappedBuffer(unavailable())).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void logBegin(P decided, boolean admitted) {
        long number = connections.log().opened(client.peer(), admitted, decided.maxConnections());
        Meter.CONNECTIONS.count(client.door().label(), Boolean.toString(admitted));
        channel().closeFuture().addListener(closed -> logEnd(number));
    }

    private void logEnd(long number) {
        connections.log().ended(number, client, session == null || session.isClosed() ? 0 : ConnectionLog.GONE);
        Meter.SESSIONS.count(
                client.door().label(), client.isEncrypted() ? client.tls().version() : ConnectionLog.CLEAR);
    }

    private void open(P decided) {
        policy = decided;
        session = begin(client, policy, offer());
        logBegin(policy, policy.refusal() == null);
        if (!channel().isActive()) {
            session.disconnected();
            return;
        }
        long millis = policy.timeout().toMillis();
        // behind TLS, so that a record which never ends is silence
        channel()
                .pipeline()
                .addBefore(
                        channel().pipeline().context(this).name(),
                        null,
                        new IdleStateHandler(0, 0, millis, TimeUnit.MILLISECONDS));
        session.open();
        pump();
    }

    private SaslOffer offer() {
        return Handshake.offer(handshake, policy.mechanisms());
    }

    // ---- TLS

    @Override
    public final boolean canStartTls() {
        return connections.entrance().encryption().isAvailable();
    }

    @Override
    public final boolean admitTls() {
        return connections.entrance().limits().admitTls(network());
    }

    @Override
    public final void startTls() {
        // when the command that asks for it has been taken from what was read
        channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> onEventLoop(this::beginTls));
    }

    private void beginTls() {
        if (unread.isReadable()) {
            channel().close(); // it came in clear, in another part than the session has seen
        } else {
            encrypt(() -> onWorker(() -> changed(client, policy), this::secured, channel()::close));
        }
    }

    private void encrypt(Runnable next) {
        place.beginHandshake();
        handshake = connections.entrance().encryption().begin(channel(), network(), next);
        if (handshake == null) {
            channel().close();
        } else if (unread.isReadable()) {
            // behind the header of a proxy, while the bean was asked: it is for TLS
            ByteBuf early = unread;
            unread = Unpooled.EMPTY_BUFFER;
            channel().pipeline().fireChannelRead(early).fireChannelReadComplete();
        }
    }

    private void secured(P decided) {
        policy = decided;
        secured(client, policy, offer());
        pump();
    }

    private void handshaken(SslHandshakeCompletionEvent event) {
        place.endHandshake();
        if (event.isSuccess()) {
            client = client.with(handshake.tls());
            handshake.next().run();
        } else {
            LOG.log(Level.FINE, "no TLS with " + channel().remoteAddress(), event.cause());
            channel().close();
        }
    }

    // ---- log-in

    @Override
    public final void ask(SaslStep question) {
        logins.ask(this, question);
    }

    /** The answer to a question about a log-in, on the event loop. */
    final void answer(Consumer<LoginSession> answer) {
        answer.accept(session);
        pump();
    }

    /** The client has logged in, and its rights stay. */
    protected final void remember(Identity identity) {
        know(client.with(identity));
    }

    private void know(Client known) {
        client = known;
        Meter.LOGINS.count(known.door().label(), "right");
    }

    /** The client has logged in: the bean is asked about its rights once more. */
    protected final void identify(Identity identity, Consumer<P> decided) {
        Client known = client.with(identity);
        onWorker(
                () -> changed(known, policy),
                rights -> {
                    know(known);
                    policy = rights;
                    decided.accept(rights);
                    pump();
                },
                () -> answer(LoginSession::unanswered));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf more = (ByteBuf) message;
        if (unread.isReadable()) {
            unread = Unpooled.wrappedBuffer(unread, more);
        } else {
            unread.release();
            unread = more;
        }
        if (session != null) { // else the client does not wait for the greeting, and the bean is still being asked
            pump();
        }
    }

    /** Gives the session what has been read, then reads on if it can use more. */
    protected final void pump() {
        while (unread.isReadable() && channel().isWritable() && !session.isWaiting() && !session.isClosed()) {
            ByteBuffer next = unread.nioBuffer(unread.readerIndex(), Math.min(unread.readableBytes(), SLICE));
            int before = next.remaining();
            session.input(next);
            unread.skipBytes(before - next.remaining());
        }
        channel().flush();
        if (!session.isWaiting() && !session.isClosed() && channel().isWritable() && !unread.isReadable()) {
            channel().read();
        }
        if (session.isClosed()) {
            forgetUnread();
        }
    }

    private void forgetUnread() {
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (session != null && !session.isClosed() && channel().isWritable()) {
            pump();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            handshaken(done);
            return;
        }
        if (event instanceof SslCloseCompletionEvent) {
            channel()
                    .close(); // the client has said that nothing follows, and need not say so once more by TCP (TLS-14)
            return;
        }
        if (event == Listener.End.DISMISSAL) {
            dismiss();
            return;
        }
        if (session == null || session.isClosed()) {
            return;
        }
        if (event == Listener.End.SHUTDOWN) {
            session.shutDown();
            channel().flush();
        } else if (event instanceof IdleStateEvent idle && idle.state() == IdleState.ALL_IDLE && isClientsTurn()) {
            session.timedOut();
            channel().flush();
        }
    }

    private void dismiss() {
        if (session == null || WITHOUT_WORDS.contains(session.activity())) {
            channel().close();
        } else {
            session.dismiss();
            channel().flush();
        }
    }

    private Activity activity() {
        S talk = session;
        if (talk != null) {
            return talk.activity();
        }
        return handshake == null || client.isEncrypted() ? Activity.ENTERING : Activity.HANDSHAKE;
    }

    /** Under which it can be found from outside. */
    final String id() {
        return Long.toString(number, Character.MAX_RADIX);
    }

    /**
     * The connection as it is now; may be called by any thread.
     *
     * @param connection that of this handler
     * @return empty if it is not there yet, or not any more
     */
    final Optional<OpenConnection> look(Channel connection) {
        InetSocketAddress remote = (InetSocketAddress) connection.remoteAddress();
        InetSocketAddress local = (InetSocketAddress) connection.localAddress();
        if (remote == null || local == null) {
            return Optional.empty();
        }
        Peer direct = new Peer(remote, local);
        OctetMeter counted = octets;
        if (counted == null) { // the header of a proxy has not come yet
            Client unknown = new Client(direct, connections.entrance().door());
            return Optional.of(new OpenConnection(
                    id(), unknown, null, Activity.ENTERING, since, 0, 0, 0, Duration.between(since, Instant.now())));
        }
        Client known = client;
        S talk = session;
        return Optional.of(new OpenConnection(
                id(),
                known,
                known.peer().remote().equals(remote) ? null : direct.remoteIp(),
                activity(),
                since,
                talk == null ? 0 : talk.messages(),
                counted.received(),
                counted.sent(),
                counted.idle()));
    }

    /** Tells whether silence is the client's: it is not while the session waits for an answer of this server's. */
    protected boolean isClientsTurn() {
        return !session.isWaiting();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forgetUnread();
        if (session != null) {
            session.disconnected();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable wrapped) {
        boolean ofTls = wrapped instanceof DecoderException && wrapped.getCause() != null;
        Throwable cause = ofTls ? wrapped.getCause() : wrapped;
        // every port scanner makes some (CODE-4), and what is no TLS at all makes the JDK throw others than those of
        // TLS
        boolean usual = cause instanceof IOException || ofTls && cause instanceof RuntimeException;
        LOG.log(
                usual ? Level.FINE : Level.WARNING,
                "connection from " + context.channel().remoteAddress() + " is closed",
                wrapped);
        if (cause instanceof OutOfMemoryError) {
            MemoryTrouble.SHARED.note(cause);
            context.writeAndFlush(lastWords());
        }
        context.close();
    }

    /** {@link #unavailable} in memory that is there already: Netty would have to ask for some to write it. */
    protected abstract ByteBuf lastWords();

    /** Makes the buffer that {@link #lastWords} gives duplicates of. */
    protected static ByteBuf kept(byte[] octets) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(octets.length).writeBytes(octets).asReadOnly());
    }

    /** Calls back on the event loop, which no thread waits for; a connection that has ended takes the call along. */
    public final void later(Duration pause, Runnable call) {
        Future<?> due = channel()
                .eventLoop()
                .schedule(
                        () -> onEventLoop(() -> {
                            call.run();
                            pump();
                        }),
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS);
        channel().closeFuture().addListener(closed -> due.cancel(false));
    }

    /**
     * Writes octets. If that fails the connection is closed, as after any other trouble with it: no client waits for a
     * reply that does not come.
     */
    public final void write(byte[] octets) {
        channel().write(Unpooled.wrappedBuffer(octets), channel().voidPromise());
    }

    public final void disconnect() {
        LastWords.say(channel());
    }

    public final void disconnectDraining() {
        LastWords.sayAndDrain(channel());
    }

    public final void trouble(String what, IOException cause) {
        LOG.log(Level.WARNING, "trouble " + what, cause);
    }
}
