package ee.qmail.web.metrics;

import java.util.List;

/** Something that is more or less at each moment, with its labels. */
enum State {
    SERVICE_UP("1 for a service that is up, 0 for one that is paused, down, or does not answer", "service"),
    CONNECTIONS_OPEN("Connections of clients now", "service"),
    QUEUE_MESSAGES("What waits in a queue of the broker now: messages, in qmail.local and qmail.remote jobs", "queue"),
    DEFERRED_JOBS("Jobs that wait in the database for their next attempt"),
    DEFERRED_OLDEST_SECONDS("The time since the oldest message that waits for an attempt has come"),
    DELIVERIES_RUNNING("Deliveries now", "channel"),
    HOSTS_TIMED_OUT("Hosts that let connections time out, and are not tried now and then"),
    CLIENTS_THROTTLED("Networks and names that wait after too many wrong passwords"),
    CERTIFICATE_SECONDS_LEFT("The time until the end of a certificate of this server", "file"),
    HISTORY_BEHIND_SECONDS("The time since which facts wait to be found in the history of mail, at most"),
    HISTORY_BACKLOG_BYTES("Octets of facts that cannot be found in the history of mail yet"),
    HISTORY_LOST_FACTS("Facts of the history of mail that are lost since the start"),
    WARNINGS("What the start page of the console warns of");

    private final String help;
    private final List<String> labels;

    State(String help, String... labels) {
        this.help = help;
        this.labels = List.of(labels);
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }
}
