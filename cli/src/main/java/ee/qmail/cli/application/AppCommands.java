package ee.qmail.cli.application;

import ee.qmail.application.ApplicationFile;
import ee.qmail.application.ApplicationState;
import ee.qmail.application.ApplicationState.Phase;
import ee.qmail.cli.api.ApiException;
import ee.qmail.home.AtomicFile;
import ee.qmail.home.Fingerprint;
import ee.qmail.home.QmailHome;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qmail app}. */
@Command(
        name = "app",
        description =
                "Applications beside the server, which it takes while it runs. Run it as the user of the server, on its machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AppCommands.Deploy.class, AppCommands.Undeploy.class, AppCommands.ListAll.class})
public final class AppCommands {
    private static final String WAIT = "how long to wait for the server (${DEFAULT-VALUE})";

    private static TreeMap<String, List<Path>> archives(QmailHome home) throws ApiException {
        try {
            return ApplicationFile.all(home.applications());
        } catch (IOException e) {
            throw new ApiException(ApiException.PERMANENT, home.applications() + " cannot be read: " + e, e);
        }
    }

    @Command(
            name = "deploy",
            description = "deploys an application, or replaces it by this version; waits, and tells what came of it",
            footer = {
                "",
                "Exit codes: 0 deployed, 100 refused, 111 no server runs, or no answer in time: the file is in place."
            })
    static final class Deploy extends AppCommand {
        @Parameters(index = "0", paramLabel = "FILE", description = "a .war or .jar")
        private Path file;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "its name, and context root, instead of the file's")
        private String name;

        @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "120", description = WAIT)
        private int seconds;

        @Override
        void run(RunningServer server) throws ApiException {
            ArchiveFile archive = ArchiveFile.of(file, name);
            Path copy = archive.putInto(server.home().applications());
            String version = version(copy);
            boolean told = server.await(
                    archive.name(),
                    state -> state.filter(each -> isResult(each, version)).isPresent(),
                    Duration.ofSeconds(seconds));
            if (!told) {
                throw new ApiException(
                        ApiException.TEMPORARY,
                        copy + " is in place; "
                                + (server.isThere()
                                        ? "no answer of the server within " + seconds + " seconds: app list tells more"
                                        : "no server runs: it is deployed at the next start"));
            }
            tell(server.state(archive.name()).orElseThrow());
        }

        private static String version(Path copy) throws ApiException {
            try {
                return Fingerprint.of(copy);
            } catch (IOException e) {
                throw new ApiException(ApiException.TEMPORARY, copy + " cannot be read: " + e, e);
            }
        }

        private static boolean isResult(ApplicationState state, String version) {
            return state.version().equals(version)
                    && (state.phase() == Phase.DEPLOYED || state.phase() == Phase.FAILED);
        }

        private void tell(ApplicationState state) throws ApiException {
            if (state.phase() == Phase.FAILED) {
                throw new ApiException(
                        ApiException.PERMANENT, state.name() + " is refused: " + printable(state.reason()));
            }
            out().println(state.name() + " is deployed at " + state.contextRoot());
            state.reason().lines().forEach(remark -> out().println("warning: " + printable(remark)));
        }
    }

    @Command(
            name = "undeploy",
            description = "takes an application out of the server, and its file away; mail for its beans waits")
    static final class Undeploy extends AppCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "as app list tells it")
        private String name;

        @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "120", description = WAIT)
        private int seconds;

        @Override
        void run(RunningServer server) throws ApiException {
            remove(server);
            boolean gone =
                    server.await(name, state -> state.isEmpty() || hasFailed(state), Duration.ofSeconds(seconds));
            Optional<ApplicationState> state = server.state(name);
            if (!server.isThere()) {
                out().println(name + " is removed; no server runs");
            } else if (!gone) {
                throw new ApiException(
                        ApiException.TEMPORARY,
                        "the file is removed; no answer of the server within " + seconds
                                + " seconds: app list tells more");
            } else if (state.isPresent()) {
                throw new ApiException(
                        ApiException.PERMANENT,
                        name + " is not undeployed: " + printable(state.get().reason()));
            } else {
                out().println(name + " is undeployed");
            }
        }

        private static boolean hasFailed(Optional<ApplicationState> state) {
            return state.filter(each ->
                            each.phase() == Phase.FAILED && each.version().equals(Fingerprint.MISSING))
                    .isPresent();
        }

        private void remove(RunningServer server) throws ApiException {
            QmailHome home = server.home();
            Map<String, List<Path>> archives = archives(home);
            if (!archives.containsKey(name)
                    && server.isThere()
                    && server.state(name).isPresent()) {
                return; // its file is gone already
            }
            if (!archives.containsKey(name)) {
                String others = archives.isEmpty() ? "none" : String.join(", ", archives.keySet());
                throw new ApiException(
                        ApiException.PERMANENT,
                        "no application '" + printable(name) + "' in " + home.applications() + "; there are: "
                                + others);
            }
            try {
                for (Path file : archives.get(name)) {
                    Files.delete(file);
                }
                AtomicFile.sync(home.applications());
            } catch (IOException e) {
                throw new ApiException(ApiException.TEMPORARY, name + " cannot be removed: " + e, e);
            }
        }
    }

    @Command(name = "list", description = "all applications, and how far the server is with each")
    static final class ListAll extends AppCommand {
        @Override
        void run(RunningServer server) throws ApiException {
            boolean there = server.isThere();
            boolean json = options().isJson();
            JsonArrayBuilder all = Json.createArrayBuilder();
            Map<String, List<Path>> archives = archives(server.home());
            for (String name : names(archives.keySet(), server, there)) {
                Optional<ApplicationState> state = there ? server.state(name) : Optional.empty();
                if (json) {
                    all.add(object(name, archives.getOrDefault(name, List.of()), state));
                } else {
                    out().println(name + ": "
                            + state.map(ListAll::line).orElse(there ? "waits" : "waits for the next start"));
                }
            }
            if (json) {
                out().println(all.build());
            }
        }

        /** Those too whose file is gone, and that are still there. */
        private static TreeSet<String> names(Set<String> archives, RunningServer server, boolean there)
                throws ApiException {
            TreeSet<String> names = new TreeSet<>(archives);
            if (there) {
                names.addAll(server.names());
            }
            return names;
        }

        private static String line(ApplicationState state) {
            String place = state.phase() == Phase.DEPLOYED ? " at " + state.contextRoot() : "";
            String reason = state.reason().isEmpty()
                    ? ""
                    : ": " + printable(state.reason().replace("\n", "; "));
            return RunningServer.word(state) + place + " since " + state.since() + reason;
        }

        private static JsonObjectBuilder object(String name, List<Path> files, Optional<ApplicationState> state) {
            JsonObjectBuilder object = Json.createObjectBuilder()
                    .add("name", name)
                    .add(
                            "file",
                            files.stream()
                                    .map(file -> file.getFileName().toString())
                                    .collect(Collectors.joining(" ")))
                    .add("contextRoot", "/" + name)
                    .add("state", state.map(RunningServer::word).orElse("waits"));
            state.ifPresent(known -> object.add("since", known.since().toString())
                    .add("reason", known.reason())
                    .add("runs", known.runs()));
            return object;
        }
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "_");
    }
}
