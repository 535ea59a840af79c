package ee.qmail.rar.pop3;

import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Load;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Pop3Listener;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.rar.listener.Connections;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.FairExecutor;
import ee.qmail.rar.listener.Workers;
import io.netty.channel.ChannelHandler;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The common part of all POP3 connections of one endpoint: the bean, the workers, the locks on maildrops. */
public final class Pop3Service {
    /**
     * Passwords checked at a time. The hash is slow on purpose: who guesses shall not have more than half of the
     * machine.
     */
    private static final int PASSWORDS =
            Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors() / 2));

    private final Endpoints<Pop3Listener> endpoints;
    private final FairExecutor lane;
    private final FairExecutor passwords;
    private final Set<Path> locked = ConcurrentHashMap.newKeySet();
    private final Method connected;
    private final Method checkPassword;
    private final Method checkRemembered;
    private final Method checkApop;

    public Pop3Service(Endpoints<Pop3Listener> endpoints, Workers workers) {
        this.endpoints = endpoints;
        this.lane = new FairExecutor(Endpoints.MAX - PASSWORDS, workers);
        this.passwords = new FairExecutor(PASSWORDS, workers);
        this.connected = endpoints.method("connected", Peer.class, Load.class);
        this.checkPassword = endpoints.method("checkPassword", Peer.class, Door.class, String.class, String.class);
        this.checkRemembered = endpoints.method("checkRemembered", Peer.class, Door.class, String.class, String.class);
        this.checkApop =
                endpoints.method("checkApop", Peer.class, Door.class, String.class, String.class, String.class);
    }

    public ChannelHandler handler(Connections connections) {
        return new Pop3Handler(this, lane, connections);
    }

    FairExecutor passwords() {
        return passwords;
    }

    Pop3Policy connected(Peer peer, Load load) throws Endpoints.DeliveryException {
        return endpoints.call(connected, listener -> listener.connected(peer, load));
    }

    Login checkPassword(Peer peer, String user, String password) throws Endpoints.DeliveryException {
        return endpoints.call(checkPassword, listener -> listener.checkPassword(peer, Door.POP3, user, password));
    }

    Optional<Identity> checkRemembered(Peer peer, String user, String password) throws Endpoints.DeliveryException {
        return endpoints.call(checkRemembered, listener -> listener.checkRemembered(peer, Door.POP3, user, password));
    }

    Login checkApop(Peer peer, String user, String timestamp, String digest) throws Endpoints.DeliveryException {
        return endpoints.call(checkApop, listener -> listener.checkApop(peer, Door.POP3, user, timestamp, digest));
    }

    /** Exclusive access to a maildrop (RFC 1939 section 4). */
    boolean lock(Path maildir) {
        return locked.add(maildir);
    }

    void unlock(Path maildir) {
        locked.remove(maildir);
    }
}
