package ee.qmail.httpd;

import ee.qmail.http.BadRequestException;
import ee.qmail.http.Phase;
import ee.qmail.http.RequestHead;
import ee.qmail.http.RequestReader;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;

/**
 * Reads requests on the threads that read, without waiting, and hands them to a worker when they are whole; refuses
 * what is no request (RFC 9112). Stands between the transport and the server's own parser, which sees only what passed
 * here.
 */
final class HttpDoor extends BaseFilter {
    private static final byte[] CONTINUE = Refusal.octets("HTTP/1.1 100 Continue\r\n\r\n");

    private final Clients clients;
    private final Workers workers;
    private final BooleanSupplier started;

    /** @param started whether there is something that answers */
    HttpDoor(Clients clients, Workers workers, BooleanSupplier started) {
        this.clients = clients;
        this.workers = workers;
        this.started = started;
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) {
        if (clients.enter(context.getConnection()).isEmpty()) {
            context.getConnection().terminateSilently();
            return context.getStopAction();
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        // one that was accepted before this filter was there is not counted, and has to come again
        Client client = Clients.of(context.getConnection()).orElse(null);
        if (client == null) {
            context.getConnection().terminateSilently();
            return context.getStopAction();
        }
        if (!client.isStreaming() && client.answer().isPending()) {
            return readLater(context, client);
        }
        byte[] octets = octets(context.getMessage());
        client.readEnds(octets.length, System.nanoTime());
        if (client.phase() == Phase.LAST) {
            return context.getStopAction();
        }
        try {
            return read(context, client, octets);
        } catch (BadRequestException e) {
            return badRequest(context, client, e);
        }
    }

    /** Reads the next request when the client has taken its answer: no client has two answers made before that. */
    private static NextAction readLater(FilterChainContext context, Client client) {
        NextAction suspended = context.getSuspendAction();
        context.suspend();
        if (!client.answer().await(context::resume)) {
            context.resume();
        }
        return suspended;
    }

    @Override
    public NextAction handleWrite(FilterChainContext context) {
        if (context.getMessage() instanceof Buffer octets) {
            Clients.of(context.getConnection()).ifPresent(client -> clients.queued(client, octets.remaining()));
        }
        return context.getInvokeAction();
    }

    static byte[] octets(Buffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(octets);
        buffer.tryDispose();
        return octets;
    }

    private NextAction read(FilterChainContext context, Client client, byte[] octets)
            throws BadRequestException, IOException {
        RequestReader reader = client.reader();
        boolean known = reader.head() != null;
        RequestReader.State state = reader.read(octets);
        RequestHead head = reader.head();
        if (head != null && !known && head.expectsContinue() && state == RequestReader.State.BODY) {
            context.write(wrap(context, CONTINUE));
        }
        switch (state) {
            case IDLE -> {
                return context.getStopAction();
            }
            case HEAD, BODY -> {
                client.enter(state == RequestReader.State.HEAD ? Phase.HEAD : Phase.BODY, System.nanoTime());
                return context.getStopAction();
            }
            default -> {
                context.setMessage(wrap(context, reader.take()));
                byte[] next = state == RequestReader.State.WHOLE ? reader.finish() : new byte[0];
                return client.isStreaming() ? goOn(context, client, next) : handOn(context, client, head, next);
            }
        }
    }

    /** To the worker that asked for more. */
    private static NextAction goOn(FilterChainContext context, Client client, byte[] next) {
        if (next.length > 0) {
            // a client that sends the next request before this one is answered may do so in small pieces
            client.enter(Phase.LAST, System.nanoTime());
        }
        return context.getInvokeAction();
    }

    private NextAction handOn(FilterChainContext context, Client client, RequestHead head, byte[] next)
            throws IOException {
        if (!started.getAsBoolean()) {
            refuse(context, client, Refusal.starting());
            return context.getStopAction();
        }
        if (client.reader().state() == RequestReader.State.STREAM) {
            client.stream();
        }
        client.enter(Phase.WORK, System.nanoTime());
        NextAction suspended = context.getSuspendAction();
        NextAction go = next.length == 0 ? context.getInvokeAction() : context.getInvokeAction(wrap(context, next));
        context.suspend();
        try {
            workers.of(head.target()).execute(() -> context.resume(go));
        } catch (RejectedExecutionException e) {
            refuse(context, client, Refusal.busy());
            context.completeAndRecycle();
        }
        return suspended;
    }

    private static NextAction badRequest(FilterChainContext context, Client client, BadRequestException reason)
            throws IOException {
        if (client.isStreaming()) {
            client.enter(Phase.LAST, System.nanoTime());
            throw new IOException("the rest of the request cannot be read: " + reason.getMessage(), reason);
        }
        refuse(context, client, Refusal.of(reason));
        return context.getStopAction();
    }

    private static void refuse(FilterChainContext context, Client client, byte[] answer) {
        client.enter(Phase.LAST, System.nanoTime());
        context.write(wrap(context, answer));
        // when the answer is sent
        client.connection().closeSilently();
    }

    private static Buffer wrap(FilterChainContext context, byte[] octets) {
        return Buffers.wrap(context.getMemoryManager(), octets);
    }
}
