package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The REST API and the console as the administrator uses them. */
public final class Admin extends ee.qmail.test.server.Admin {
    private final int port;
    private final String password;

    Admin(int port) {
        this(port, QmailServer.ADMIN_PASSWORD);
    }

    private Admin(int port, String password) {
        super(port, password, QmailServer.DOMAIN);
        this.port = port;
        this.password = password;
    }

    /** A whole message, to be sent on. */
    public HttpResponse<String> inject(String query, String message, String key) {
        return send(request("/api/messages" + query)
                .setHeader("Content-Type", "message/rfc822")
                .header("Idempotency-Key", key)
                .header("Authorization", basic())
                .POST(HttpRequest.BodyPublishers.ofString(message, StandardCharsets.UTF_8)));
    }

    /** Under a condition, such as {@code If-Match} with a tag. */
    public HttpResponse<String> send(String method, String path, String json, String condition, String value) {
        return send(request(path)
                .header("Authorization", basic())
                .header(condition, value)
                .method(
                        method,
                        json == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8)));
    }

    /** The entity tag of what is there; null if it has none. */
    public String tag(String path) {
        return send("GET", path, null).headers().firstValue("ETag").orElse(null);
    }

    public Admin withPassword(String other) {
        return new Admin(port, other);
    }

    public int changePassword(String current, String chosen) {
        return send(
                        "PUT",
                        "/api/administrators/admin/password",
                        "{\"current\":" + quoted(current) + ",\"password\":" + quoted(chosen) + "}")
                .statusCode();
    }

    /** Logs in at the console as a browser does; the session's cookie. */
    public String openSession() {
        HttpRequest.Builder login = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/console/login"))
                .timeout(Await.PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("name=admin&password=" + password));
        String cookie = send(login).headers().firstValue("Set-Cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    /** 200 in a session, else 302 to the login page. */
    public int startPage(String cookie) {
        return send(request("/console/index.xhtml").header("Cookie", cookie).GET())
                .statusCode();
    }

    /** A page of the console in a session, or what REST tells; its status, when all of it is here. */
    public int get(String path, String cookie) {
        return send(request(path)
                        .header("Cookie", cookie)
                        .header("Authorization", basic())
                        .GET())
                .statusCode();
    }

    /** Sends a file to a page of the console, in a session; the status. */
    public int sendFile(String page) {
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nx\r\n--b--\r\n";
        return send(request("/console/" + page)
                        .header("Cookie", openSession())
                        .setHeader("Content-Type", "Multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    /** A page of the console as an administrator sees it. */
    public String page(String path) {
        return send(request("/console/" + path).header("Cookie", openSession()).GET())
                .body();
    }
}
