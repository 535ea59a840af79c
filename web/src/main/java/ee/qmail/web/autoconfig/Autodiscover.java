package ee.qmail.web.autoconfig;

import ee.qmail.directory.Names;
import ee.qmail.web.SmallBody;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The settings for Outlook, by both spellings of the path that its versions use. The address that it asks for is in the
 * answer, since Outlook would log in with what stands before the @ alone; whether there is such a mailbox is not told. Of
 * domains that are not served here it is 404.
 */
@WebServlet(
        urlPatterns = {"/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml"},
        asyncSupported = true)
public class Autodiscover extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    transient MailServers servers;

    /** No thread waits for the body. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext context = SmallBody.begin(request, response);
        request.getInputStream().setReadListener(new SmallBody(context, body -> answer(response, body)));
    }

    private void answer(HttpServletResponse response, String body) throws IOException {
        Optional<String> address = AutodiscoverRequest.address(body).filter(Autodiscover::isAddress);
        if (address.isEmpty()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        String domain = address.get().substring(address.get().lastIndexOf('@') + 1);
        Answers.send(response, servers, domain, server -> AutodiscoverFile.of(server, address.get()));
    }

    private static boolean isAddress(String text) {
        int at = text.lastIndexOf('@');
        return at > 0 && Names.isLocalPart(text.substring(0, at));
    }
}
