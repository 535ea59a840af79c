package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each address and each request, tried as each role. */
@ExtendWith(SharedServer.class)
class RolesIT {
    private static final Path CALLS =
            Path.of("..", "web", "src", "test", "resources", "ee", "qmail", "web", "api", "calls.txt");
    private static final String DOMAIN = "roles.example";
    private static final String OTHER = "other-roles.example";
    private static final String SECRET = "correct horse battery";
    private static final List<String> ROLES = List.of("none", "owner", "stranger", "domain", "admin");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Await.PATIENCE).build();
    private final Admin admin;
    private final String root;
    private final Map<String, String> names = new LinkedHashMap<>();

    RolesIT(QmailServer server) {
        admin = server.admin();
        root = "http://127.0.0.1:" + server.httpPort();
        names.put("owner", "ana@" + DOMAIN);
        names.put("stranger", "roles-stranger");
        names.put("domain", "roles-manager");
        names.put("admin", "roles-admin");
    }

    @BeforeEach
    void prepare() {
        for (String domain : List.of(DOMAIN, OTHER)) {
            admin.createDomain(domain);
            admin.createMailbox("ana@" + domain, SECRET);
            admin.createAlias("crew@" + domain, "ana@" + domain);
        }
        person("admin", "'role':'admin'");
        person("domain", "'role':'domain','domains':['" + DOMAIN + "']");
        person("stranger", "'role':'domain','domains':['" + OTHER + "']");
    }

    private void person(String role, String powers) {
        String json = "{'name':'" + names.get(role) + "','password':'" + SECRET + "'," + powers + "}";
        assertThat(admin.send("POST", "/api/people", json.replace('\'', '"')).statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void leave() {
        for (String role : List.of("admin", "domain", "stranger")) {
            assertThat(admin.send("DELETE", "/api/people/" + names.get(role), null)
                            .statusCode())
                    .isEqualTo(204);
        }
        for (String domain : List.of(DOMAIN, OTHER)) {
            assertThat(admin.send("DELETE", "/api/domains/" + domain, null).statusCode())
                    .isEqualTo(204);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Await.PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(root + path));
    }

    private HttpRequest.Builder as(String role, HttpRequest.Builder request) {
        if (!role.equals("none")) {
            String credentials = names.get(role) + ":" + SECRET;
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        return request;
    }

    private HttpResponse<String> api(String role, String method, String path, String json)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher body = json == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'));
        return send(
                as(role, to(path)).header("Content-Type", "application/json").method(method, body));
    }

    private HttpResponse<String> login(String name, String password, String next)
            throws IOException, InterruptedException {
        String form = "name=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8) + "&next="
                + URLEncoder.encode(next, StandardCharsets.UTF_8);
        return send(to("/console/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private String session(String role) throws IOException, InterruptedException {
        HttpResponse<String> answer = login(names.get(role), SECRET, "");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    /** The word of the list for an answer. */
    private static String word(HttpResponse<String> answer) {
        int status = answer.statusCode();
        String location = answer.headers().firstValue("Location").orElse("");
        if (status == 302) {
            return location.startsWith("/console/login.xhtml") ? "login" : location.endsWith(".xhtml") ? "home" : "ok";
        }
        return status == 401 || status == 403 || status >= 500 ? Integer.toString(status) : "ok";
    }

    /** Of something that changes nothing, even where it is permitted: its body is wrong, and so is its condition. */
    private HttpResponse<String> harmless(String role, String cookie, String method, String path)
            throws IOException, InterruptedException {
        String where = path.replace("{domain}", path.startsWith("/api/queue/held") ? "-" : DOMAIN)
                .replace("{name}", path.contains("/aliases") ? "crew" : path.contains("/mailboxes") ? "ana" : "nosuch")
                .replace("{address}", "ana@" + DOMAIN)
                .replace("{id}", "1")
                .replaceAll("\\{[a-z]*}|\\*", "nosuch");
        String type = where.endsWith("/import") ? "text/csv" : "application/json";
        HttpRequest.Builder request = to(where).header("Content-Type", type);
        if (!method.equals("GET") && !where.contains("/api/control") && !where.contains("/tcpto")) {
            request.header("If-Match", "\"none\"");
        }
        if (path.startsWith("/api/") || path.equals("/metrics")) {
            as(role, request);
        } else if (cookie != null) {
            request.header("Cookie", cookie);
        }
        boolean hasBody = method.equals("POST") || method.equals("PUT");
        return send(request.method(
                method, hasBody ? HttpRequest.BodyPublishers.ofString("{}") : HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void eachAddressAndRequestIsAnsweredToEachRoleAsTheListSays() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String role : ROLES) {
            String cookie = role.equals("none") ? null : session(role);
            for (String line : Files.readAllLines(CALLS)) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] words = line.split("\\s+");
                HttpResponse<String> answer = harmless(role, cookie, words[0], words[1]);
                String expected = words[2 + ROLES.indexOf(role)];
                if (!word(answer).equals(expected)) {
                    wrong.add(words[0] + " " + words[1] + " as " + role + ": " + answer.statusCode() + " "
                            + answer.headers().firstValue("Location").orElse("") + " instead of " + expected);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void ofADomainOfOthersNothingIsToldNotEvenThatItIsThere() throws Exception {
        for (String path : List.of("", "/mailboxes", "/mailboxes/ana", "/mailboxes/nobody/vacation", "/catchall")) {
            HttpResponse<String> there = api("stranger", "GET", "/api/domains/" + DOMAIN + path, null);
            HttpResponse<String> not = api("stranger", "GET", "/api/domains/nosuch.example" + path, null);
            assertThat(there.statusCode()).as(path).isEqualTo(403);
            assertThat(there.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
            assertThat(there.body())
                    .isEqualTo(not.body())
                    .contains("ask an administrator")
                    .doesNotContain(DOMAIN);
        }
        assertThat(api("stranger", "GET", "/api/domains", null).body())
                .contains(OTHER)
                .doesNotContain("\"" + DOMAIN);
        assertThat(api("stranger", "GET", "/api/search?q=ana", null).body())
                .contains("ana@" + OTHER)
                .doesNotContain("ana@" + DOMAIN);
        assertThat(api("owner", "GET", "/api/domains", null)
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith("application/problem+json");
        String page = "/console/domain.xhtml?domain=";
        String cookie = session("stranger");
        HttpResponse<String> refused = send(to(page + DOMAIN).header("Cookie", cookie));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("Not yours").doesNotContain(DOMAIN);
        assertThat(send(to(page + "nosuch.example").header("Cookie", cookie)).body())
                .isEqualTo(refused.body());
        assertThat(send(to(page + OTHER).header("Cookie", cookie)).body())
                .contains("mailbox.xhtml?domain=" + OTHER)
                .doesNotContain("delete:submit", "most:submit");
    }

    @Test
    void aDomainAdministratorManagesTheirDomainWithinWhatIsAllowed() throws Exception {
        String path = "/api/domains/" + DOMAIN;
        assertThat(api("admin", "PUT", path + "/mostquota", "{'mostQuota':1000000}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(api("domain", "POST", path + "/mailboxes", "{'name':'bo','password':'" + SECRET + "'}")
                        .body())
                .contains("\"quota\":1000000");
        assertThat(api("domain", "PUT", path + "/mailboxes/bo/quota", "{'quota':2000000}")
                        .body())
                .contains("must be at most 1000000 octets");
        assertThat(api("domain", "PUT", path + "/mailboxes/bo/quota", "{}").statusCode())
                .isEqualTo(400);
        assertThat(api("domain", "PUT", path + "/mailboxes/bo/quota", "{'quota':5000}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(api("domain", "PUT", path + "/mostquota", "{}").statusCode()).isEqualTo(403);
        assertThat(api("domain", "PUT", path + "/aliases/crew", "{'targets':['jms:queue:orders']}")
                        .body())
                .contains("only an administrator may set");
        assertThat(api("domain", "PUT", path + "/catchall", "{'targets':['ana@" + DOMAIN + "']}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api("domain", "DELETE", path + "/mailboxes/bo", null).statusCode())
                .isEqualTo(204);
        assertThat(api("domain", "DELETE", path, null).statusCode()).isEqualTo(403);
        assertThat(api("admin", "GET", path, null).statusCode()).isEqualTo(200);
    }

    @Test
    void wayOfACircleIsToldInOnesOwnDomainsOnly() throws Exception {
        assertThat(api("admin", "PUT", "/api/domains/" + OTHER + "/aliases/crew", "{'targets':['crew@" + DOMAIN + "']}")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused =
                api("domain", "PUT", "/api/domains/" + DOMAIN + "/aliases/crew", "{'targets':['crew@" + OTHER + "']}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("crew@" + DOMAIN + " -> ... -> crew@" + DOMAIN);
    }

    @Test
    void rightsThatAreTakenAwayEndWithTheNextRequest() throws Exception {
        String cookie = session("domain");
        String path = "/api/people/" + names.get("domain");
        String page = "/console/domain.xhtml?domain=" + DOMAIN;
        assertThat(send(to(page).header("Cookie", cookie)).statusCode()).isEqualTo(200);
        assertThat(api("admin", "PUT", path, "{'role':'domain','domains':[]}").statusCode())
                .isEqualTo(200);
        assertThat(send(to(page).header("Cookie", cookie)).statusCode()).isEqualTo(403);
        assertThat(api("admin", "PUT", path, "{'role':'domain','suspended':true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(to(page).header("Cookie", cookie)).statusCode()).isEqualTo(302);
        assertThat(api("domain", "GET", "/api/domains", null).statusCode()).isEqualTo(401);
    }

    @Test
    void anOwnerLogsInWithThePasswordOfTheMailboxAndWithNoOther() throws Exception {
        assertThat(login(names.get("owner"), SECRET, "/console/index.xhtml")
                        .headers()
                        .firstValue("Location"))
                .contains("/console/my.xhtml");
        assertThat(login("ANA@" + DOMAIN, SECRET, "").headers().firstValue("Location"))
                .contains("/console/my.xhtml");
        String made = admin.send(
                        "POST",
                        "/api/domains/" + DOMAIN + "/mailboxes/ana/apppasswords",
                        "{\"name\":\"phone\",\"scope\":\"both\"}")
                .body()
                .replaceAll(".*\"password\":\"([^\"]*)\".*", "$1");
        assertThat(login(names.get("owner"), made, "")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .contains("login.xhtml?wait=0");
        String cookie = session("owner");
        assertThat(send(to("/console/my.xhtml?domain=" + OTHER + "&name=ana").header("Cookie", cookie))
                        .body())
                .contains("ana@" + DOMAIN)
                .doesNotContain("ana@" + OTHER);
        admin.send("PUT", "/api/domains/" + DOMAIN + "/mailboxes/ana/suspended", "{\"suspended\":true}");
        assertThat(send(to("/console/my.xhtml").header("Cookie", cookie)).statusCode())
                .isEqualTo(302);
    }

    @Test
    void whatPeopleChangeIsTold() throws Exception {
        String path = "/api/domains/" + DOMAIN + "/mailboxes/ana";
        assertThat(api("domain", "PUT", path + "/quota", "{'quota':5000}").statusCode())
                .isEqualTo(204);
        assertThat(api("domain", "PUT", path + "/quota", "{'quota':0}").statusCode())
                .isEqualTo(400);
        assertThat(api("admin", "PUT", "/api/control/databytes?dryRun=true", "{'content':'1\\n'}")
                        .statusCode())
                .isEqualTo(200);
        String done = api("admin", "GET", "/api/audit?object=" + names.get("owner") + "&deed=mailbox.quota", null)
                .body();
        assertThat(done)
                .containsOnlyOnce("\"deed\":\"mailbox.quota\"")
                .contains("\"who\":\"" + names.get("domain") + "\",\"role\":\"domain\",\"client\":\"127.0.0.1\"")
                .contains("\"detail\":\"5000\"");
        assertThat(api("domain", "GET", "/api/audit?deed=mailbox.quota", null).body())
                .contains("mailbox.quota");
        assertThat(api("stranger", "GET", "/api/audit", null).body())
                .contains(OTHER)
                .doesNotContain("\"" + DOMAIN, "\"ana@" + DOMAIN, names.get("domain"));
        assertThat(api("admin", "GET", "/api/audit?object=databytes", null).body())
                .doesNotContain("control.written");
        assertThat(api("admin", "GET", "/api/audit?deed=nosuch", null).statusCode())
                .isEqualTo(400);
    }

    @Test
    void nobodyTakesTheirOwnRightsAwayOrThoseOfTheLastAdministrator() throws Exception {
        String path = "/api/people/" + names.get("admin");
        assertThat(api("admin", "DELETE", path, null).body()).contains("yourself");
        assertThat(api("admin", "PUT", path, "{'role':'domain'}").statusCode()).isEqualTo(400);
        assertThat(api("admin", "GET", "/api/people", null).body())
                .contains("\"name\":\"admin\"", names.get("domain"), "\"domains\":[\"" + DOMAIN + "\"]");
        assertThat(api(
                                "admin",
                                "PUT",
                                "/api/people/" + names.get("domain"),
                                "{'role':'domain','domains':['nosuch.example']}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(api("admin", "POST", "/api/people", "{'name':'roles-made','role':'domain'}")
                        .body())
                .containsPattern("\"password\":\"[A-Za-z0-9]{18}\"");
        assertThat(api("admin", "DELETE", "/api/people/roles-made", null).statusCode())
                .isEqualTo(204);
    }
}
