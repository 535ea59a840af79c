package ee.qmail.cli;

import ee.qmail.cli.addresses.ExportCommand;
import ee.qmail.cli.api.GlobalOptions;
import ee.qmail.cli.application.AppCommands;
import ee.qmail.cli.log.LogCommand;
import ee.qmail.cli.moving.ImportCommand;
import ee.qmail.cli.queue.BulkCommands;
import ee.qmail.cli.tls.TlsCommands;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;

/** All commands. To look at each costs more time than most of them take: only the one that is called is made, unless all are asked for. */
final class Commands {
    private static final Map<String, Class<?>> BY_NAME = new LinkedHashMap<>();
    /** Options that have a value, which may be the argument behind them. */
    private static final Set<String> WITH_VALUE = Set.of("--api", "--admin", "--password-file", "--home");

    static {
        BY_NAME.put("qstat", QueueCommands.Qstat.class);
        BY_NAME.put("qread", QueueCommands.Qread.class);
        BY_NAME.put("messages", MessagesCommand.class);
        BY_NAME.put("retry", QueueCommands.Retry.class);
        BY_NAME.put("giveup", QueueCommands.Giveup.class);
        BY_NAME.put("qchange", BulkCommands.Qchange.class);
        BY_NAME.put("hold", BulkCommands.Hold.class);
        BY_NAME.put("release", BulkCommands.Release.class);
        BY_NAME.put("status", BulkCommands.Status.class);
        BY_NAME.put("dead", QueueCommands.Dead.class);
        BY_NAME.put("tcpto", QueueCommands.Tcpto.class);
        BY_NAME.put("tcpok", QueueCommands.Tcpok.class);
        BY_NAME.put("local", QueueCommands.Local.class);
        BY_NAME.put("beans", QueueCommands.Beans.class);
        BY_NAME.put("svstat", ServerCommands.Svstat.class);
        BY_NAME.put("svc", ServerCommands.Svc.class);
        BY_NAME.put("log", LogCommand.class);
        BY_NAME.put("showctl", ServerCommands.Showctl.class);
        BY_NAME.put("vadddomain", AccountCommands.Vadddomain.class);
        BY_NAME.put("vdeldomain", AccountCommands.Vdeldomain.class);
        BY_NAME.put("vdominfo", AccountCommands.Vdominfo.class);
        BY_NAME.put("vadduser", AccountCommands.Vadduser.class);
        BY_NAME.put("vpasswd", AccountCommands.Vpasswd.class);
        BY_NAME.put("vsetuserquota", AccountCommands.Vsetuserquota.class);
        BY_NAME.put("vmoduser", UserCommands.Vmoduser.class);
        BY_NAME.put("vdeluser", AccountCommands.Vdeluser.class);
        BY_NAME.put("vuserinfo", AccountCommands.Vuserinfo.class);
        BY_NAME.put("valias", Valias.class);
        BY_NAME.put("user", UserCommands.class);
        BY_NAME.put("admin", PeopleCommands.class);
        BY_NAME.put("throttle", ThrottleCommands.class);
        BY_NAME.put("connection", ConnectionCommands.class);
        BY_NAME.put("tcprulescheck", ConnectionCommands.TcpRulesCheck.class);
        BY_NAME.put("app", AppCommands.class);
        BY_NAME.put("tls", TlsCommands.class);
        BY_NAME.put("import", ImportCommand.class);
        BY_NAME.put("export", ExportCommand.class);
        BY_NAME.put("completion", CompletionCommand.class);
    }

    private Commands() {}

    /** The command line with the one command that these arguments call, or with all if that is not clear. */
    static CommandLine calledBy(GlobalOptions options, String... arguments) {
        String name = first(arguments);
        CommandLine line = root(options);
        if (BY_NAME.containsKey(name)) {
            line.addSubcommand(name, BY_NAME.get(name));
        } else {
            for (Map.Entry<String, Class<?>> each : BY_NAME.entrySet()) {
                line.addSubcommand(each.getKey(), each.getValue());
            }
        }
        addHelp(line);
        return line;
    }

    /** The command line with all commands. */
    static CommandLine all() {
        return calledBy(new GlobalOptions(InputStream.nullInputStream()));
    }

    private static CommandLine root(GlobalOptions options) {
        CommandLine line = new CommandLine(new Qmail());
        line.setAllowSubcommandsAsOptionParameters(true); // the administrator is called admin, as a command is
        options.addTo(line.getCommandSpec());
        return line;
    }

    private static void addHelp(CommandLine group) {
        for (CommandLine command : List.copyOf(group.getSubcommands().values())) {
            if (!command.getSubcommands().isEmpty()) {
                addHelp(command);
            }
        }
        group.addSubcommand("help", new Help());
    }

    /** The first argument that is no option, empty if there is none. */
    private static String first(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (WITH_VALUE.contains(arguments[i])) {
                i++;
            } else if (!arguments[i].startsWith("-")) {
                return arguments[i];
            }
        }
        return "";
    }
}
