package ee.qmail.web.api;

import ee.qmail.accounts.AliasLoopException;
import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.caller.NotPermittedException;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.jms.QueueException;
import ee.qmail.revision.ChangedMeanwhileException;
import ee.qmail.web.Problem;
import jakarta.json.JsonException;
import jakarta.json.bind.JsonbException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Turns every exception into a problem document; faults that are not the client's are logged and not told. */
@Provider
public class Problems implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(Problems.class.getName());
    private static final String NO_JSON =
            "body: cannot be read; must be a JSON object with the members of this request";

    @Override
    public Response toResponse(Throwable e) {
        if (e instanceof InvalidInputException wrong) {
            return Problem.of(e instanceof AliasLoopException ? 409 : 400, wrong)
                    .response();
        }
        if (e instanceof NotPermittedException) {
            return new Problem(403, e.getMessage()).response();
        }
        if (e instanceof NotFoundException
                || e instanceof AlreadyExistsException
                || e instanceof ChangedMeanwhileException) {
            return new Problem(ofState(e), e.getMessage()).response();
        }
        if (e instanceof ProcessingException || e instanceof JsonbException || e instanceof JsonException) {
            return new Problem(400, NO_JSON).response();
        }
        if (e instanceof ForbiddenException told && told.getResponse().hasEntity()) {
            return told.getResponse();
        }
        if (e instanceof WebApplicationException http) {
            return http(http.getResponse());
        }
        if (e instanceof QueueException) {
            LOG.log(Level.WARNING, "REST request failed, since the queue does not take messages", e);
            return new Problem(503, "The queue does not take messages now; try again later").response();
        }
        if (isOfDatabase(e)) {
            LOG.log(Level.WARNING, "REST request failed, since the database does not answer", e);
            return Problem.databaseGone().response();
        }
        LOG.log(Level.SEVERE, "REST request failed", e);
        return new Problem(500, "The server could not do it; the reason is in its log").response();
    }

    private static int ofState(Throwable e) {
        return e instanceof NotFoundException ? 404 : e instanceof AlreadyExistsException ? 409 : 412;
    }

    private static boolean isOfDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLRecoverableException) {
                return true;
            }
        }
        return false;
    }

    private static Response http(Response answer) {
        Response problem = new Problem(answer.getStatus(), detail(answer.getStatus())).response();
        Response.ResponseBuilder complete = Response.fromResponse(problem);
        if (answer.getHeaderString("Allow") != null) {
            complete.header("Allow", answer.getHeaderString("Allow"));
        }
        return complete.build();
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 -> NO_JSON;
            case 404 ->
                "path: is not part of the API; must be under /api/domains, /api/control, /api/administrators, /api/people, /api/audit, /api/addresses, /api/imports, /api/messages, /api/queue, /api/queues, /api/server, /api/tcpto, /api/beans, /api/logs, /api/connections, /api/clients, /api/search, /api/certificates, /api/statistics or /api/services";
            case 405 -> "method: is not possible here; must be one of those in the header Allow";
            case 406 -> "Accept: must allow application/json";
            case 415 ->
                "Content-Type: must be application/json, or message/rfc822 for a message, or text/csv for an import";
            default -> "The request could not be answered";
        };
    }
}
