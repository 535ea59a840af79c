package ee.qmail.cli;

import ee.qmail.cli.api.ApiException;
import ee.qmail.text.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that makes no sense, and what would make some. */
final class Misuse {
    private static final int LONGEST_NAME = 100;

    private Misuse() {}

    /** @return the exit code */
    static int tell(ParameterException misuse) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        String unknown = misuse instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? unmatched.getUnmatched().get(0)
                : "";
        if (unknown.startsWith("-") && unknown.length() > 1) {
            err.println(unknownOption(command, unknown));
            err.println(name + ": " + name + " --help tells what there is");
        } else if (!unknown.isEmpty() && !command.getSubcommands().isEmpty()) {
            err.println(unknownCommand(command, unknown));
            err.println(name + ": " + name + " --help tells what there is");
        } else {
            err.println(name + ": " + misuse.getMessage());
            command.usage(err);
        }
        return ApiException.PERMANENT;
    }

    /** @param group has commands, and none of this name */
    static String unknownCommand(CommandLine group, String name) {
        return sentence(
                group, name, "command", List.copyOf(group.getSubcommands().keySet()));
    }

    private static String unknownOption(CommandLine command, String given) {
        String name = given.replaceFirst("=.*", "");
        List<String> known = new ArrayList<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            known.addAll(List.of(option.names()));
        }
        return sentence(command, name, "option", known);
    }

    private static String sentence(CommandLine command, String given, String what, List<String> known) {
        String name = given.substring(0, Math.min(LONGEST_NAME, given.length()));
        return command.getCommandSpec().qualifiedName() + ": '" + name + "' is no " + what + "; the nearest one is "
                + Nearest.to(name, known);
    }
}
