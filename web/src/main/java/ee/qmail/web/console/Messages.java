package ee.qmail.web.console;

import ee.qmail.text.Sentence;
import ee.qmail.web.language.Language;
import ee.qmail.web.language.Texts;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.application.FacesMessage.Severity;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.HttpServletRequest;

/** Messages on the page, in the language of its reader. */
final class Messages {
    private Messages() {}

    /** A success that is told on the page that follows. @param key of its text */
    static void done(String key, Object... arguments) {
        onNextPage(FacesMessage.SEVERITY_INFO, key, arguments);
    }

    /** The same for something that was asked for, and that is not how the server should stay. */
    static void halted(String key, Object... arguments) {
        onNextPage(FacesMessage.SEVERITY_WARN, key, arguments);
    }

    private static void onNextPage(Severity severity, String key, Object... arguments) {
        onNextPage(severity, texts().format(key, arguments));
    }

    /** The same as {@link #done} for what is in words already. */
    static void plain(String text) {
        onNextPage(FacesMessage.SEVERITY_INFO, text);
    }

    private static void onNextPage(Severity severity, String text) {
        FacesContext.getCurrentInstance().getExternalContext().getFlash().setKeepMessages(true);
        add(null, severity, text);
    }

    /** Something that is told on this page. */
    static void told(String key) {
        add(null, FacesMessage.SEVERITY_INFO, texts().of(key));
    }

    /** @param clientId the field, such as {@code create:name}; null for none */
    static void error(String clientId, String key, Object... arguments) {
        failed(clientId, texts().format(key, arguments));
    }

    /** The same for what a part of the server says. */
    static void error(String clientId, Sentence problem) {
        failed(clientId, texts().said(problem));
    }

    private static void failed(String clientId, String text) {
        add(clientId, FacesMessage.SEVERITY_ERROR, text);
        FacesContext.getCurrentInstance().validationFailed();
    }

    private static void add(String clientId, Severity severity, String text) {
        FacesContext.getCurrentInstance().addMessage(clientId, new FacesMessage(severity, text, null));
    }

    private static Texts texts() {
        Object request = FacesContext.getCurrentInstance().getExternalContext().getRequest();
        return new Texts(Language.of((HttpServletRequest) request));
    }
}
