package ee.qmail.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qmail completion}. */
@Command(name = "completion", description = "prints a script by which bash and zsh complete this command line")
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(AutoComplete.bash(spec.root().name(), Commands.all()));
        return 0;
    }
}
