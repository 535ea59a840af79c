package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A server that is killed at a chosen step of its work, and started again in the same home. */
public final class CrashingServer {
    public final QmailServer server;
    private final int debugPort = QmailServer.freePorts(1).get(0);

    public CrashingServer(String name) {
        server = QmailServer.inNewHome(name).withOptions(Debugger.option(debugPort));
    }

    /**
     * Kills the server while so many of its threads stand before the point, and starts it again.
     *
     * @param answered whether the work is waited for before
     * @return what the work, which is a client's, has got; empty if the crash came first
     */
    public Optional<String> crash(CrashPoint point, int threads, boolean answered, Supplier<String> work) {
        Debugger debugger = Debugger.attach(debugPort);
        debugger.stopBefore(point);
        CompletableFuture<String> reply = CompletableFuture.supplyAsync(work);
        Await.until(
                threads + " threads are at " + point,
                Await.PATIENCE,
                () -> debugger.stopped() >= threads && (!answered || reply.isDone()),
                () -> debugger.stopped() + " are, and the client: "
                        + reply.handle(CrashingServer::words).getNow("waits"));
        if (answered) {
            reply.join(); // trouble of the client is trouble of the test
        }
        server.kill();
        server.start();
        return reply.handle((text, broken) -> Optional.ofNullable(text)).join();
    }

    private static String words(String reply, Throwable failure) {
        return failure == null ? reply : failure.toString();
    }
}
