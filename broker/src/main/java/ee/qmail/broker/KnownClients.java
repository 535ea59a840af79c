package ee.qmail.broker;

import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerSessionPlugin;

/** Marks the connection of each client that has logged in. Artemis keeps passwords for a while and does not ask {@link BrokerSecurity} each time. */
final class KnownClients implements ActiveMQServerSessionPlugin {
    @Override
    public void afterCreateSession(ServerSession session) {
        if (session.getRemotingConnection().getTransportConnection() instanceof NettyConnection network) {
            network.getChannel().attr(Stranger.KNOWN).set(true);
        }
    }
}
