package ee.qmail.web.console;

import ee.qmail.web.security.PageAddress;
import jakarta.faces.application.ViewHandler;
import jakarta.faces.application.ViewHandlerWrapper;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A form is sent to the whole address of its page: what the page is about stays in the browser's address bar when an input is refused, and a page
 * whose session has ended can be opened again after the log-in.
 */
public final class FormAddresses extends ViewHandlerWrapper {
    /** Links have parameters of their own. */
    private static final String LINKING = FormAddresses.class.getName() + ".linking";

    public FormAddresses(ViewHandler wrapped) {
        super(wrapped);
    }

    @Override
    public String getActionURL(FacesContext faces, String viewId) {
        String address = super.getActionURL(faces, viewId);
        boolean form = !faces.getAttributes().containsKey(LINKING)
                && faces.getViewRoot() != null
                && viewId.equals(faces.getViewRoot().getViewId());
        if (!form) {
            return address;
        }
        HttpServletRequest request =
                (HttpServletRequest) faces.getExternalContext().getRequest();
        return PageAddress.with(address, request.getQueryString());
    }

    @Override
    public String getBookmarkableURL(
            FacesContext faces, String viewId, Map<String, List<String>> parameters, boolean includeViewParameters) {
        return linking(faces, () -> super.getBookmarkableURL(faces, viewId, parameters, includeViewParameters));
    }

    @Override
    public String getRedirectURL(
            FacesContext faces, String viewId, Map<String, List<String>> parameters, boolean includeViewParameters) {
        return linking(faces, () -> super.getRedirectURL(faces, viewId, parameters, includeViewParameters));
    }

    private static String linking(FacesContext faces, Supplier<String> address) {
        faces.getAttributes().put(LINKING, true);
        try {
            return address.get();
        } finally {
            faces.getAttributes().remove(LINKING);
        }
    }
}
