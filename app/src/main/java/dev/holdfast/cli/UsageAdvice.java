package dev.holdfast.cli;

import dev.holdfast.service.Advice;
import java.util.List;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What to tell about a command line that makes no sense. */
final class UsageAdvice {
    private UsageAdvice() {}

    static Advice of(ParameterException e) {
        String help = "see `" + e.getCommandLine().getCommandName() + " --help`";
        return switch (e) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched, help);
            case MissingParameterException missing
            when !missing.getMissing().isEmpty() && missing.getMissing().getFirst() instanceof OptionSpec option ->
                failed(option.longestName() + " needs a value: " + option.paramLabel(), help);
            default ->
                failed(
                        e.getMessage() == null
                                ? "the command line makes no sense"
                                : e.getMessage().lines().findFirst().orElse("the command line makes no sense"),
                        help);
        };
    }

    private static Advice unmatched(UnmatchedArgumentException e, String help) {
        String word = e.getUnmatched().getFirst();
        if (!word.startsWith("-")) {
            return failed("unexpected word \"" + word + "\"", help);
        }
        int value = word.indexOf('=');
        String flag = value < 0 ? word : word.substring(0, value);
        List<String> flags =
                List.copyOf(e.getCommandLine().getCommandSpec().optionsMap().keySet());
        String near = flag.length() > 2 ? Nearest.to(flag, flags) : "";
        return failed("unknown flag " + flag, near.isEmpty() ? help : "did you mean `" + near + "`?");
    }

    private static Advice failed(String what, String fix) {
        return new Advice(what, fix, Advice.FAILED);
    }
}
