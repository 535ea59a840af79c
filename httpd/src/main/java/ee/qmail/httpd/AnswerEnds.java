package ee.qmail.httpd;

import java.io.IOException;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpServerFilter;

/**
 * Notes the end of each answer. Stands above the server's own parser, which tells nobody below. The connection is read again after
 * this; a listener for the completion of the request would be called after that, when the next request may be under way.
 */
final class AnswerEnds extends BaseFilter {
    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) throws IOException {
        if (HttpServerFilter.RESPONSE_COMPLETE_EVENT.type().equals(event.type())) {
            Clients.of(context.getConnection()).ifPresent(client -> client.answered(System.nanoTime()));
        }
        return context.getInvokeAction();
    }
}
