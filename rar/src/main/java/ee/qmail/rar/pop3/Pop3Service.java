package ee.qmail.rar.pop3;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Pop3Listener;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.rar.listener.Connections;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.LoginQuestions;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.rar.work.Workers;
import io.netty.channel.ChannelHandler;
import java.lang.reflect.Method;

/** The common part of all POP3 connections of one endpoint: the bean, the workers. */
public final class Pop3Service {
    private final Endpoints<Pop3Listener> endpoints;
    private final FairExecutor lane;
    private final LoginQuestions logins;
    private final MaildropLocks locks;
    private final Method connected;
    private final Method changed;
    private final Method checkApop;

    public Pop3Service(Endpoints<Pop3Listener> endpoints, Workers workers, MaildropLocks locks) {
        this.endpoints = endpoints;
        this.locks = locks;
        this.lane = new FairExecutor(Endpoints.MAX - LoginQuestions.SLOW, workers);
        this.logins = new LoginQuestions(endpoints, workers);
        this.connected = endpoints.method("connected", Client.class, Load.class);
        this.changed = endpoints.method("changed", Client.class, Pop3Policy.class);
        this.checkApop =
                endpoints.method("checkApop", Peer.class, Door.class, String.class, String.class, String.class);
    }

    public ChannelHandler handler(Connections connections) {
        return new Pop3Handler(this, lane, connections);
    }

    LoginQuestions logins() {
        return logins;
    }

    Pop3Policy connected(Client client, Load load) throws Endpoints.DeliveryException {
        return endpoints.call(connected, listener -> listener.connected(client, load));
    }

    Pop3Policy changed(Client client, Pop3Policy before) throws Endpoints.DeliveryException {
        return endpoints.call(changed, listener -> listener.changed(client, before));
    }

    Login checkApop(Client client, String user, String timestamp, String digest) throws Endpoints.DeliveryException {
        return endpoints.call(
                checkApop, listener -> listener.checkApop(client.peer(), client.door(), user, timestamp, digest));
    }

    MaildropLocks locks() {
        return locks;
    }
}
