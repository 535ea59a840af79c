package ee.qmail.web.console;

import ee.qmail.control.ControlFiles;
import ee.qmail.csv.Csv;
import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistorySearch;
import ee.qmail.web.MessageCsv;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.time.ZoneId;
import java.util.Objects;

/** What {@link MessagesPage} finds, as a file for spreadsheets. */
@WebServlet("/console/messages.csv")
public class MessagesTable extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient HistorySearch history;

    @Inject
    private transient ControlFiles files;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HistoryQuery query;
        try {
            query = new MessageQuestion(
                            name -> Objects.requireNonNullElse(request.getParameter(name), ""),
                            files.current().isSubjectKept(),
                            ZoneId.systemDefault())
                    .query(MessageCsv.AT_ONCE);
        } catch (WrongException e) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND); // the page has no such link
            return;
        }
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"messages.csv\"");
        Writer writer = response.getWriter();
        writer.write(Csv.MARK);
        MessageCsv.write(history, query, writer);
    }
}
