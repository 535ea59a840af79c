package ee.qmail.web.security;

import ee.qmail.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * HTTP Basic for {@code /api} and {@code /metrics}, which know no session; a session opened by the login page for everything else. Which
 * addresses need it stands in web.xml: all but a few.
 */
@ApplicationScoped
public class ConsoleAuthentication implements HttpAuthenticationMechanism {
    static final String LOGIN_PAGE = "/console/login.xhtml";
    /** Addresses that lead to the start page. */
    private static final Set<String> BEGINNINGS = Set.of("", "/", "/index.html", PageAddress.START);

    /** Name and role of a client in {@code control/metricsaccess}. */
    private static final String METRICS = "metrics";

    private static final Logger LOG = Logger.getLogger(ConsoleAuthentication.class.getName());

    private final Logins logins;

    /** For the container's proxies. */
    protected ConsoleAuthentication() {
        this(null);
    }

    @Inject
    ConsoleAuthentication(Logins logins) {
        this.logins = logins;
    }

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
            throws AuthenticationException {
        try {
            if (isMetrics(request) && logins.mayReadMetrics(request)) {
                return context.notifyContainerAboutLogin(METRICS, Set.of(METRICS));
            }
            return isForPrograms(request) ? basic(request, response, context) : session(request, response, context);
        } catch (RuntimeException e) {
            return closed(request, response, e);
        } catch (IOException e) {
            throw new AuthenticationException("the client went away", e);
        }
    }

    private AuthenticationStatus closed(
            HttpServletRequest request, HttpServletResponse response, RuntimeException cause)
            throws AuthenticationException {
        LOG.log(Level.WARNING, "console and REST API are closed: administrators cannot be looked up", cause);
        try {
            Unavailable.send(response, isForPrograms(request));
        } catch (IOException e) {
            throw new AuthenticationException("the client went away", e);
        }
        return AuthenticationStatus.SEND_FAILURE;
    }

    /** Tells whether programs ask, not browsers: they log in with each request. */
    private static boolean isForPrograms(HttpServletRequest request) {
        // the servlet path is decoded and normalized, as the constraints of web.xml see it
        return request.getServletPath().equals("/api") || isMetrics(request);
    }

    private static boolean isMetrics(HttpServletRequest request) {
        return request.getServletPath().equals("/metrics");
    }

    private AuthenticationStatus basic(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) throws IOException {
        BasicCredentials given =
                BasicCredentials.of(request.getHeader("Authorization")).orElse(null);
        if (given == null) {
            return challenge(
                    response, "Authorization: missing; must be HTTP Basic with an administrator's name and password");
        }
        Logins.Answer answer = logins.check(request, given.name(), given.password());
        if (answer.accepted()) {
            return context.notifyContainerAboutLogin(
                    answer.name(), Set.of(answer.role().group()));
        }
        if (answer.secondsToWait() > 0) {
            SecurityHeaders.set(response);
            response.setHeader("Retry-After", Long.toString(answer.secondsToWait()));
            Problem.tooManyWrongPasswords(answer.secondsToWait()).send(response);
            return AuthenticationStatus.SEND_FAILURE;
        }
        return challenge(response, "Authorization: wrong name or password; must be an administrator's");
    }

    private static AuthenticationStatus challenge(HttpServletResponse response, String detail) throws IOException {
        SecurityHeaders.set(response);
        response.setHeader("WWW-Authenticate", "Basic realm=\"qmail EE\", charset=\"UTF-8\"");
        new Problem(401, detail).send(response);
        return AuthenticationStatus.SEND_FAILURE;
    }

    private AuthenticationStatus session(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) throws IOException {
        if (!context.isProtected()) {
            return context.doNothing();
        }
        Logins.Person person = logins.person(request).orElse(null);
        if (person != null) {
            return begins(request, response, person)
                    ? AuthenticationStatus.SEND_CONTINUE
                    : context.notifyContainerAboutLogin(
                            person.name(), Set.of(person.role().group()));
        }
        toLogin(request, response);
        return AuthenticationStatus.SEND_CONTINUE;
    }

    /** Tells whether the start page was asked for by somebody whose console begins with another one, and leads there. */
    private static boolean begins(HttpServletRequest request, HttpServletResponse response, Logins.Person person)
            throws IOException {
        String home = PageAddress.home(person.role());
        boolean isElsewhere = BEGINNINGS.contains(request.getServletPath()) && !home.equals(PageAddress.START);
        if (isElsewhere) {
            SecurityHeaders.set(response);
            Redirects.toPage(request, response, request.getContextPath() + home);
        }
        return isElsewhere;
    }

    private static void toLogin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SecurityHeaders.set(response);
        String ended = request.getRequestedSessionId() == null ? "" : "ended=1&";
        String login = request.getContextPath() + LOGIN_PAGE + "?" + ended;
        Redirects.toPage(request, response, login + "next=" + encoded(request));
    }

    /** A form that comes too late is not sent again; its page is opened, and shows what was typed. */
    private static String encoded(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        String page = "GET".equals(request.getMethod())
                ? PageAddress.with(path, request.getQueryString())
                : PageAddress.backTo(path, request.getQueryString());
        return URLEncoder.encode(page, StandardCharsets.UTF_8);
    }
}
