package ee.qmail.web.console;

import ee.qmail.audit.AuditQuery;
import ee.qmail.audit.AuditRow;
import ee.qmail.audit.AuditTrail;
import ee.qmail.audit.Deed;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people have changed: by whom, when, from where. */
@Named
@RequestScoped
public class AuditPage {
    private static final int ROWS = 50;
    private static final List<String> CONDITIONS = List.of("who", "deed", "object", "from", "until");

    /** @param deed in words */
    public record Row(Instant at, String who, String client, String deed, String object, String detail) {}

    /** Something that can be chosen. */
    public record Choice(String code, String text) {}

    @Inject
    private AuditTrail trail;

    @Inject
    private Texts texts;

    private final Map<String, String> given = new LinkedHashMap<>();
    private String after;
    private PageMarks marks;
    private List<Row> rows = List.of();
    private Long next;
    private String problem = "";

    @PostConstruct
    void find() {
        CONDITIONS.forEach(name -> {
            String value = Requests.parameter(name).strip();
            if (!value.isEmpty()) {
                given.put(name, value);
            }
        });
        after = Requests.parameter(MessageQuestion.AFTER);
        marks = new PageMarks(Requests.parameter(PageMarks.BEFORE));
        AuditTrail.Page page = trail.find(query());
        rows = page.rows().stream().map(this::row).toList();
        next = page.next();
    }

    private AuditQuery query() {
        return new AuditQuery(
                given.get("who"),
                Deed.of(of("deed")).orElse(null),
                given.containsKey("object") ? of("object").toLowerCase(Locale.ROOT) : null,
                asked("from"),
                asked("until"),
                after.matches("[0-9]{1,18}") ? (Long) Long.parseLong(after) : null,
                ROWS);
    }

    private Instant asked(String name) {
        Instant time = instant(of(name));
        if (time == null && given.containsKey(name)) {
            problem = texts.of("messages.wrong.time", of(name));
        }
        return time;
    }

    /** As a browser's field for it has it, in the server's time zone; null if it is none. */
    private static Instant instant(String text) {
        try {
            return LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException e) {
            return null; // asked() says so
        }
    }

    private Row row(AuditRow row) {
        String deed = Deed.of(row.getDeed())
                .map(known -> texts.said(known.sentence()))
                .orElse(row.getDeed());
        return new Row(row.getAt(), row.getWho(), row.getClient(), deed, row.getObject(), row.getDetail());
    }

    /** A condition of the form, as it was typed. */
    public String of(String name) {
        return given.getOrDefault(name, "");
    }

    /** One that is a time; empty if it is none, which the page says. */
    public String time(String name) {
        return instant(of(name)) == null ? "" : of(name);
    }

    public List<Choice> getDeeds() {
        return Arrays.stream(Deed.values())
                .map(deed -> new Choice(deed.code(), texts.said(deed.sentence())))
                .toList();
    }

    /** A sentence about a condition that cannot be used; empty if all can. */
    public String getProblem() {
        return problem;
    }

    public List<Row> getRows() {
        return rows;
    }

    /** The address of the page before this one; null if that is not known. */
    public String getNewer() {
        return marks.hasNewer() ? at(marks.newer()) : null;
    }

    /** The address of the page behind this one; null if there is none. */
    public String getOlder() {
        return next == null ? null : at(marks.older(after, next.toString()));
    }

    private String at(Map<String, String> place) {
        Map<String, String> all = new LinkedHashMap<>(given);
        all.putAll(place);
        return Pages.address(Pages.path("audit"), all);
    }
}
