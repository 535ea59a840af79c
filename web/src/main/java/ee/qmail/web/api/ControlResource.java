package ee.qmail.web.api;

import ee.qmail.accounts.AddressEffects;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.control.ShownText;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.Author;
import ee.qmail.settings.SettingChanges;
import ee.qmail.text.Sentence;
import ee.qmail.web.Effect;
import ee.qmail.web.Problem;
import ee.qmail.web.SettingView;
import ee.qmail.web.api.Views.ControlRequest;
import ee.qmail.web.api.Views.ControlView;
import ee.qmail.web.api.Views.EffectView;
import ee.qmail.web.api.Views.StateView;
import ee.qmail.web.language.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The control files. */
@Path("control")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ControlResource {
    @Inject
    private ControlFiles files;

    @Inject
    private AddressEffects addresses;

    @Context
    private Request conditions;

    @Inject
    private SettingChanges changes;

    @Context
    private SecurityContext caller;

    @GET
    public List<ControlView> all() {
        return Arrays.stream(Setting.values()).map(this::view).toList();
    }

    @GET
    @Path("{file}")
    @Answer(value = ControlView.class, tagged = true)
    public Response one(@PathParam("file") String file) throws IOException {
        return answer(setting(file));
    }

    @PUT
    @Path("{file}")
    @Answer(value = ControlView.class, tagged = true)
    public Response write(@PathParam("file") String file, @QueryParam("dryRun") boolean isDry, ControlRequest request)
            throws IOException {
        Setting setting = changeable(file);
        ControlRequest given = DomainsResource.required(request, "{\"content\":\"...\"}");
        if (given.content() == null) {
            throw new InvalidInputException("content", "content: missing; must be the whole text of control/" + file);
        }
        if (isDry) {
            return effect(setting, Optional.of(given.content()));
        }
        List<Sentence> problems =
                changes.write(setting, given.content(), Conditions.of(conditions), author(given.why()));
        if (!problems.isEmpty()) {
            throw new InvalidInputException("content", problems);
        }
        return answer(setting);
    }

    /** Deletes the file, so that its default holds. */
    @DELETE
    @Path("{file}")
    @Answer(value = ControlView.class, tagged = true)
    public Response toDefault(
            @PathParam("file") String file, @QueryParam("dryRun") boolean isDry, @QueryParam("why") String why)
            throws IOException {
        Setting setting = changeable(file);
        if (isDry) {
            return effect(setting, Optional.empty());
        }
        Optional<Sentence> problem = changes.delete(setting, Conditions.of(conditions), author(why));
        if (problem.isPresent()) {
            throw new InvalidInputException(problem.get());
        }
        return answer(setting);
    }

    /** The states of the file, the newest first. */
    @GET
    @Path("{file}/history")
    public List<StateView> history(@PathParam("file") String file) throws IOException {
        return files.history(setting(file)).stream().map(StateView::of).toList();
    }

    /** Tells the consequences of a change; nothing is changed. */
    private Response effect(Setting setting, Optional<String> content) throws IOException {
        Effect effect = Effect.of(files, addresses, setting, content);
        if (!effect.problems().isEmpty()) {
            throw new InvalidInputException("content", effect.problems());
        }
        return Response.ok(EffectView.of(effect)).build();
    }

    private Author author(String why) {
        return new Author(caller.getUserPrincipal().getName(), Objects.requireNonNullElse(why, ""));
    }

    private Response answer(Setting setting) throws IOException {
        Optional<ShownText> text = files.shown(setting);
        ControlView view = view(setting).with(text.map(ShownText::text).orElse(null));
        return Conditions.answer(view, text.map(ShownText::version));
    }

    private ControlView view(Setting setting) {
        return ControlView.of(SettingView.of(setting, files, Texts.IN_ENGLISH));
    }

    private static Setting changeable(String file) {
        Setting setting = setting(file);
        if (setting.isChangedOnTheMachineOnly()) {
            throw new ForbiddenException(
                    new Problem(403, "control/" + file + ": " + SettingView.MACHINE_ONLY).response());
        }
        return setting;
    }

    private static Setting setting(String file) {
        return Setting.ofFile(file)
                .orElseThrow(() -> new NotFoundException(
                        "control file '" + file + "': is not known; must be one of those listed at /api/control"));
    }
}
