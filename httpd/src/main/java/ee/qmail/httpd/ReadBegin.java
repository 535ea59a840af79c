package ee.qmail.httpd;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/** Notes when a read begins: in front of the transport, which waits if a worker reads. */
final class ReadBegin extends BaseFilter {
    @Override
    public NextAction handleRead(FilterChainContext context) {
        Clients.of(context.getConnection()).ifPresent(client -> client.readBegins(System.nanoTime()));
        return context.getInvokeAction();
    }
}
