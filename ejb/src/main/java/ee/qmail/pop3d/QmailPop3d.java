package ee.qmail.pop3d;

import ee.qmail.checkpassword.Passwords;
import ee.qmail.contract.Load;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Pop3Listener;
import ee.qmail.contract.Pop3Login;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.guard.LoginGuard;
import ee.qmail.start.Readiness;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** qmail-popup's side of POP3: decides which user may log in to which Maildir. */
@MessageDriven(messageListenerInterface = Pop3Listener.class)
public class QmailPop3d implements Pop3Listener {
    /** As qmail-pop3d (POP-4); twice what RFC 1939 asks for. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1200);

    @Inject
    private ControlFiles controlFiles;

    @Inject
    private Passwords passwords;

    @Inject
    private Readiness readiness;

    @Override
    public Pop3Policy connected(Peer peer, Load load) {
        Controls controls = controlFiles.current();
        boolean apop = readiness.isStarted() && passwords.anyApopSecret();
        return new Pop3Policy(refusal(controls, load), controls.me(), apop, TIMEOUT, controls.concurrencyincoming());
    }

    private String refusal(Controls controls, Load load) {
        if (!readiness.isStarted()) {
            return "[SYS/TEMP] starting, try again in a few seconds";
        }
        if (load.connections() > controls.concurrencyincoming() || load.fromThisAddress() > controls.maxconnip()) {
            return "[SYS/TEMP] too many connections, try again later";
        }
        return null;
    }

    @Override
    public Pop3Login checkPassword(Peer peer, String user, String password) {
        return guarded(
                peer, user, () -> passwords.wasRight(user, password), () -> passwords.checkPassword(user, password));
    }

    private Pop3Login guarded(Peer peer, String user, BooleanSupplier wasRight, Supplier<Optional<Path>> check) {
        AtomicReference<Optional<Path>> maildir = new AtomicReference<>(Optional.empty());
        LoginGuard.Answer answer = LoginGuard.shared()
                .attempt(peer.remoteIp(), passwords.address(user), wasRight, () -> {
                    maildir.set(check.get());
                    return maildir.get().isPresent();
                });
        return new Pop3Login(maildir.get(), answer.secondsToWait());
    }

    @Override
    public Optional<Path> checkRemembered(Peer peer, String user, String password) {
        return LoginGuard.shared().mayLook(peer.remoteIp(), passwords.address(user))
                ? passwords.checkRemembered(user, password)
                : Optional.empty();
    }

    @Override
    public Pop3Login checkApop(Peer peer, String user, String timestamp, String digest) {
        return guarded(peer, user, () -> false, () -> passwords.checkApop(user, timestamp, digest));
    }
}
