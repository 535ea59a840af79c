package ee.qmail.broker;

import ee.qmail.contract.ClientNetwork;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The broker's port. Artemis' own acceptor has no bounds for those who have not logged in; it gets each connection from here, behind a {@link
 * Stranger}. What it reads is kept on the heap: the memory outside of it belongs to the doors of the mail.
 */
final class BrokerDoor implements AutoCloseable {
    static final int MAX_CONNECTIONS = 1_000;
    /** Not logged in, in all and of one network; a server opens one connection for each consumer, nearly at once. */
    static final int MAX_STRANGERS = 400;

    static final int MAX_STRANGERS_OF_A_NETWORK = 100;
    private static final int BACKLOG = 512;
    private static final int PATIENCE_SECONDS = 5;

    private final Consumer<Channel> broker;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<InetAddress, Integer> strangers = new ConcurrentHashMap<>();
    private final EventLoopGroup eventLoops = new SturdyEventLoops(
            2 * Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("broker-door", true),
            NioIoHandler.newFactory());

    /** @param broker adds its handlers to a connection, or throws if it is not up */
    BrokerDoor(Consumer<Channel> broker) {
        this.broker = broker;
    }

    /** @return where it listens */
    InetSocketAddress open(String bind, int port) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        enter(connection, connection.remoteAddress().getAddress());
                    }
                })
                .bind(bind, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "the broker cannot listen on " + bind + ":" + port + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** Closes it where there are too many. */
    void enter(Channel connection, InetAddress address) {
        InetAddress network = ClientNetwork.of(address);
        int ofNetwork = strangers.merge(network, 1, Integer::sum);
        AtomicBoolean counted = new AtomicBoolean(true);
        Runnable leave = () -> {
            if (counted.getAndSet(false)) {
                strangers.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
            }
        };
        connection.closeFuture().addListener(closed -> leave.run());
        int all = strangers.values().stream().mapToInt(Integer::intValue).sum();
        if (ofNetwork > MAX_STRANGERS_OF_A_NETWORK || all > MAX_STRANGERS || connections.size() >= MAX_CONNECTIONS) {
            connection.close();
            return;
        }
        connections.add(connection);
        connection.pipeline().addLast(new Stranger(leave));
        broker.accept(connection);
    }

    @Override
    public void close() {
        connections.close();
        eventLoops
                .shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
