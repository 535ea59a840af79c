package ee.qmail.web.security;

import ee.qmail.control.ControlFiles;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Lets the session cookie go by TLS only where browsers reach the console by TLS. The server asks once, at the start.
 */
@WebListener
public class SecureCookies implements ServletContextListener {
    @Inject
    private ControlFiles files;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (files.current().isConsoleSecure()) {
            event.getServletContext().getSessionCookieConfig().setSecure(true);
        }
    }
}
