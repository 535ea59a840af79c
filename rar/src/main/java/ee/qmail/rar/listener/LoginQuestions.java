package ee.qmail.rar.listener;

import ee.qmail.contract.Authenticator;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.ScramSecret;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.rar.work.Workers;
import ee.qmail.sasl.LoginSession;
import ee.qmail.sasl.SaslStep;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * The questions of the sessions of one listener about log-ins. A client that logs in again and again does not queue up behind those that
 * guess: what takes a slow hash, or an answer of another server, waits in a lane of its own.
 */
public final class LoginQuestions {
    /**
     * Checked at a time. The hash is slow on purpose: who guesses shall not have more than half of the machine.
     */
    public static final int SLOW = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors() / 2));

    private final Endpoints<? extends Authenticator> endpoints;
    private final FairExecutor slow;
    private final Method checkPassword;
    private final Method checkRemembered;
    private final Method scramSecret;
    private final Method checkProof;
    private final Method checkToken;
    private final Method checkCertificate;

    public LoginQuestions(Endpoints<? extends Authenticator> endpoints, Workers workers) {
        this.endpoints = endpoints;
        this.slow = new FairExecutor(SLOW, workers);
        this.checkPassword = method("checkPassword", String.class, String.class);
        this.checkRemembered = method("checkRemembered", String.class, String.class);
        this.scramSecret = method("scramSecret", String.class);
        this.checkProof = method("checkProof", String.class, ScramSecret.class, boolean.class);
        this.checkToken = method("checkToken", String.class, String.class);
        this.checkCertificate = method("checkCertificate", String.class);
    }

    private Method method(String name, Class<?>... more) {
        Class<?>[] all = new Class<?>[more.length + 2];
        all[0] = Peer.class;
        all[1] = Door.class;
        System.arraycopy(more, 0, all, 2, more.length);
        return endpoints.method(name, all);
    }

    /** Answers on the event loop of the handler. */
    void ask(SessionHandler<?, ?> handler, SaslStep question) {
        if (question instanceof SaslStep.CheckPassword given) {
            remembered(handler, given);
        } else if (question instanceof SaslStep.AskSecret given) {
            handler.onWorker(
                    () -> secret(handler.client(), given.user()),
                    secret -> handler.answer(session -> session.answered(secret)),
                    () -> handler.answer(LoginSession::unanswered));
        } else {
            check(handler, () -> check(handler.client(), question));
        }
    }

    private void remembered(SessionHandler<?, ?> handler, SaslStep.CheckPassword given) {
        handler.onWorker(
                () -> remembered(handler.client(), given),
                identity -> {
                    if (identity.isPresent()) {
                        handler.answer(session -> session.answered(new Login(identity, 0)));
                    } else {
                        check(handler, () -> password(handler.client(), given));
                    }
                },
                () -> handler.answer(LoginSession::unanswered));
    }

    private void check(SessionHandler<?, ?> handler, SessionHandler.Blocking<Login> question) {
        handler.onWorker(
                slow,
                question,
                login -> handler.answer(session -> session.answered(login)),
                () -> handler.answer(LoginSession::unanswered));
    }

    private Optional<Identity> remembered(Client client, SaslStep.CheckPassword given)
            throws Endpoints.DeliveryException {
        return endpoints.call(
                checkRemembered,
                bean -> bean.checkRemembered(client.peer(), client.door(), given.user(), given.password()));
    }

    private Login password(Client client, SaslStep.CheckPassword given) throws Endpoints.DeliveryException {
        return endpoints.call(
                checkPassword,
                bean -> bean.checkPassword(client.peer(), client.door(), given.user(), given.password()));
    }

    private ScramSecret secret(Client client, String user) throws Endpoints.DeliveryException {
        return endpoints.call(scramSecret, bean -> bean.scramSecret(client.peer(), client.door(), user));
    }

    private Login check(Client client, SaslStep question) throws Endpoints.DeliveryException {
        Peer peer = client.peer();
        Door door = client.door();
        if (question instanceof SaslStep.CheckProof proof) {
            return endpoints.call(
                    checkProof, bean -> bean.checkProof(peer, door, proof.user(), proof.secret(), proof.right()));
        }
        if (question instanceof SaslStep.CheckToken token) {
            return endpoints.call(checkToken, bean -> bean.checkToken(peer, door, token.user(), token.token()));
        }
        if (question instanceof SaslStep.CheckCertificate certificate) {
            return endpoints.call(checkCertificate, bean -> bean.checkCertificate(peer, door, certificate.address()));
        }
        throw new IllegalArgumentException("no question: " + question);
    }
}
