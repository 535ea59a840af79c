package ee.qmail.cli;

import ee.qmail.cli.api.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qmail help}, and {@code help} of each group of commands. */
@Command(name = "help", description = "tells what a command takes")
final class Help implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "such as: user rights")
    private List<String> names = new ArrayList<>();

    /** All commands are there, since none of them was called. */
    @Override
    public Integer call() {
        CommandLine command = spec.parent().commandLine();
        for (String name : names) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                spec.commandLine().getErr().println(Misuse.unknownCommand(command, name));
                return ApiException.PERMANENT;
            }
            command = next;
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }
}
