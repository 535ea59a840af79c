package ee.qmail.web.console;

import ee.qmail.contract.Door;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.status.ClientCheck;
import ee.qmail.status.ClientRights;
import ee.qmail.status.ConnectionFilter;
import ee.qmail.status.OpenConnections;
import ee.qmail.text.Harmless;
import ee.qmail.text.Sentence;
import ee.qmail.web.QueueQuestion;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The connections that are open now, and what a client may do. */
@Named
@RequestScoped
public class ConnectionsPage {
    private static final String DOOR = "door";
    private static final String ADDRESS = "address";
    private static final String LOGIN = "login";
    private static final String REFRESH = "refresh";
    private static final String OFF = "off";
    private static final String CLIENT = "client";
    private static final String AT = "at";
    /** In the order in which they stand in the address. */
    private static final List<String> NAMES = List.of(DOOR, ADDRESS, LOGIN, REFRESH, CLIENT, AT);

    @Inject
    private OpenConnections connections;

    @Inject
    private ClientCheck check;

    @Inject
    private Texts texts;

    private final Map<String, String> about = new LinkedHashMap<>();
    private Listing<ConnectionRow> list;
    private ClientRights rights;
    private String problem = "";

    @PostConstruct
    void find() {
        for (String name : NAMES) {
            String value = Requests.parameter(name).strip();
            if (!value.isEmpty()) {
                about.put(name, value);
            }
        }
        ConnectionFilter filter = filter();
        Instant now = Instant.now();
        list = new Listing<>(
                Pages.path("connections"),
                about,
                Listing.place(),
                QueueQuestion.word(OpenConnections.Order.SINCE),
                (order, backwards, page, size) -> {
                    OpenConnections.Page found = connections.page(filter, order(order), backwards, page, size);
                    return new Listing.Part<>(
                            found.rows().stream()
                                    .map(one -> ConnectionRow.of(one, texts, now))
                                    .toList(),
                            found.total(),
                            found.page());
                });
        boolean isRefresh =
                FacesContext.getCurrentInstance().getPartialViewContext().isAjaxRequest();
        if (about.containsKey(CLIENT) && !isRefresh) {
            ask();
        }
    }

    private ConnectionFilter filter() {
        try {
            return ConnectionFilter.of(value(DOOR), value(ADDRESS), value(LOGIN));
        } catch (InvalidInputException e) {
            e.problems().forEach(each -> Messages.error(null, each));
            return ConnectionFilter.ALL;
        }
    }

    /** The list is shown all the same if its address has another one. */
    private static OpenConnections.Order order(String name) {
        try {
            return QueueQuestion.order(name, OpenConnections.Order.values());
        } catch (InvalidInputException e) {
            return OpenConnections.Order.SINCE;
        }
    }

    private void ask() {
        try {
            rights = check.ask(value(CLIENT), value(AT).isEmpty() ? Door.MX : ConnectionFilter.door(value(AT)));
        } catch (InvalidInputException e) {
            problem = texts.said(e.problems().get(0));
        }
    }

    /**
     * Ends the connection whose button was pressed. The row is named by the connection and not by its place.
     *
     * @return null: the page that follows is opened, if one is
     */
    public String pressed() {
        String id = Requests.parameter("end");
        if (id.isEmpty()) {
            return null;
        }
        String administrator = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getUserPrincipal()
                .getName();
        if (Change.tried(null, () -> connections.end(id, administrator))) {
            Messages.done("connections.ended");
            return Pages.open(list.here(Map.of()));
        }
        return null;
    }

    /** The value of a condition, an empty text if there is none. */
    public String value(String name) {
        return about.getOrDefault(name, "");
    }

    /**
     * The parameters of this page that a form does not have itself, for its hidden fields.
     *
     * @param names of the others, with blanks between them
     */
    public List<Map.Entry<String, String>> without(String names) {
        List<String> others = List.of(names.split(" "));
        return list.getAll().stream()
                .filter(each -> !others.contains(each.getKey()))
                .toList();
    }

    /** Tells whether there are conditions. */
    public boolean isFiltered() {
        return about.containsKey(DOOR) || about.containsKey(ADDRESS) || about.containsKey(LOGIN);
    }

    /** The address of the list without conditions. */
    public String getWhole() {
        return list.here(Map.of(DOOR, "", ADDRESS, "", LOGIN, "", "page", ""));
    }

    public boolean isRefreshing() {
        return !OFF.equals(value(REFRESH));
    }

    /** The address of this page that refreshes itself if this one does not, and the other way round. */
    public String getToggle() {
        return list.here(Map.of(REFRESH, isRefreshing() ? OFF : ""));
    }

    /** The address at which a client of the list is asked about. */
    public String ask(ConnectionRow row) {
        return list.here(Map.of(CLIENT, row.address(), AT, row.door())) + "#client-h";
    }

    public Listing<ConnectionRow> getList() {
        return list;
    }

    /** The labels of all doors. */
    public List<String> getDoors() {
        return Arrays.stream(Door.values()).map(Door::label).toList();
    }

    /** What the client may do; null if nobody has asked, or if the question makes no sense. */
    public ClientRights getRights() {
        return rights;
    }

    /** Why the question makes no sense; empty if it does. */
    public String getProblem() {
        return problem;
    }

    /** What the client may do, in sentences. */
    public List<String> getSentences() {
        return rights.sentences().stream().map(this::said).toList();
    }

    /** DNS and control files may have told a part of it. */
    private String said(Sentence sentence) {
        return Harmless.line(texts.said(sentence));
    }
}
