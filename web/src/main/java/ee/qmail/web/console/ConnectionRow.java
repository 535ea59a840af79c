package ee.qmail.web.console;

import ee.qmail.contract.Activity;
import ee.qmail.contract.Client;
import ee.qmail.contract.OpenConnection;
import ee.qmail.contract.Tls;
import ee.qmail.text.Harmless;
import ee.qmail.web.language.Amounts;
import ee.qmail.web.language.Texts;
import java.time.Duration;
import java.time.Instant;

/**
 * A connection as the list shows it.
 *
 * @param port of the client
 * @param proxy empty if there is none
 * @param age such as {@code 6 min}
 * @param login empty if nobody has logged in
 * @param state in words
 * @param tls version; empty in clear
 * @param suite empty in clear
 * @param received such as {@code 3.2 MB}
 * @param sent the same
 * @param idle such as {@code 40 s}
 */
public record ConnectionRow(
        String id,
        String door,
        String address,
        String port,
        String proxy,
        Instant since,
        String age,
        String login,
        String state,
        String tls,
        String suite,
        long messages,
        String received,
        String sent,
        String idle) {
    static ConnectionRow of(OpenConnection one, Texts texts, Instant now) {
        Client client = one.client();
        Tls tls = client.tls();
        Amounts amounts = new Amounts(texts);
        return new ConnectionRow(
                one.id(),
                client.door().label(),
                client.peer().remoteIp(),
                Integer.toString(client.peer().remote().getPort()),
                one.proxy() == null ? "" : one.proxy(),
                one.since(),
                Times.length(Duration.between(one.since(), now)),
                client.isLoggedIn() ? client.login() : "",
                state(one.activity(), texts),
                tls == null ? "" : Harmless.line(tls.version()),
                tls == null ? "" : Harmless.line(tls.suite()),
                one.messages(),
                amounts.size(one.received()),
                amounts.size(one.sent()),
                Times.length(one.idle()));
    }

    static String state(Activity activity, Texts texts) {
        return switch (activity) {
            case ENTERING -> texts.of("connections.state.entering");
            case HANDSHAKE -> texts.of("connections.state.handshake");
            case COMMAND -> texts.of("connections.state.command");
            case ENVELOPE -> texts.of("connections.state.envelope");
            case RECIPIENT -> texts.of("connections.state.recipient");
            case TEXT -> texts.of("connections.state.text");
            case STORING -> texts.of("connections.state.storing");
            case LOGIN -> texts.of("connections.state.login");
            case OPENING -> texts.of("connections.state.opening");
            case SENDING -> texts.of("connections.state.sending");
            case DELETING -> texts.of("connections.state.deleting");
            case ENDING -> texts.of("connections.state.ending");
        };
    }
}
