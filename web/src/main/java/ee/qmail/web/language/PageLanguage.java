package ee.qmail.web.language;

import jakarta.faces.application.ViewHandler;
import jakarta.faces.application.ViewHandlerWrapper;
import jakarta.faces.component.UIViewRoot;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** Tells Faces and PrimeFaces the language, for what they say themselves: the one of this request, also where a form comes from a page in another. */
public final class PageLanguage extends ViewHandlerWrapper {
    public PageLanguage(ViewHandler wrapped) {
        super(wrapped);
    }

    @Override
    public Locale calculateLocale(FacesContext faces) {
        return Language.of((HttpServletRequest) faces.getExternalContext().getRequest())
                .locale();
    }

    @Override
    public UIViewRoot restoreView(FacesContext faces, String viewId) {
        UIViewRoot view = super.restoreView(faces, viewId);
        if (view != null) {
            view.setLocale(calculateLocale(faces));
        }
        return view;
    }
}
