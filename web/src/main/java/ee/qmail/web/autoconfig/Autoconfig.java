package ee.qmail.web.autoconfig;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The settings for mail programs of a domain that is served here. The domain is that of {@code emailaddress}, else that of
 * the host that was asked, without {@code autoconfig.} before it. Nothing of what the client says is in the answer but the
 * name of a domain that is served; of others it is 404.
 */
@WebServlet({"/.well-known/autoconfig/mail/config-v1.1.xml", "/mail/config-v1.1.xml"})
public class Autoconfig extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "autoconfig.";

    @Inject
    transient MailServers servers;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String domain = domain(request.getParameter("emailaddress"), request.getServerName());
        Answers.send(response, servers, domain, AutoconfigFile::of);
    }

    /** @param host without a port */
    static String domain(String address, String host) {
        if (address != null && !address.isEmpty()) {
            return address.substring(address.lastIndexOf('@') + 1);
        }
        return host.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) ? host.substring(PREFIX.length()) : host;
    }
}
