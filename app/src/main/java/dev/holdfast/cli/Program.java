package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.secret.SecretException;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Runs one command line: finds the command, runs it, and tells what went wrong if it did. */
public final class Program {
    private static final Set<String> HELP = Set.of("help", "-h", "--help");

    private final Surroundings surroundings;
    private final CommandTable commands;
    private final String name;

    /** @param name by which the program was called, such as {@code holdfast} or {@code restic} */
    public Program(Surroundings surroundings, String name) {
        this.surroundings = surroundings;
        this.commands = new CommandTable(surroundings);
        this.name = name;
    }

    /** The command that only holds the others. */
    @Command(
            name = "holdfast",
            description = "Takes encrypted, deduplicated backups, proves that they are good, and brings them back.")
    static final class Root implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("the root command is never run by itself");
        }
    }

    /** Runs the command line; returns the exit code. */
    public int run(List<String> words) {
        int code;
        try {
            code = execute(words);
        } catch (OutOfMemoryError e) {
            long limit = Runtime.getRuntime().maxMemory() >> 20;
            tell(
                    new Advice(
                            "the " + limit + " MiB of memory that this program may take are not enough",
                            "run it with JDK_JAVA_OPTIONS=-Xmx" + 2 * limit
                                    + "m in the environment, or on a machine with more memory",
                            Advice.FAILED),
                    words.contains("--json"));
            return Advice.FAILED;
        }
        if (code == 0 && surroundings.out().checkError() && !readerLeft()) {
            tell(
                    new Advice(
                            "standard output could not be written to its end",
                            "see that it is open and has room; what the command does beside printing is done",
                            Advice.FAILED),
                    words.contains("--json"));
            return Advice.FAILED;
        }
        return code;
    }

    private boolean readerLeft() {
        return surroundings.terminal().readerLeft().getAsBoolean();
    }

    private int execute(List<String> words) {
        List<String> arguments = new ArrayList<>(CommandWords.commandFirst(words, commands));
        boolean json = words.contains("--json");
        if (arguments.isEmpty() || !commands.has(arguments.getFirst())) {
            return overview(arguments);
        }
        String command = arguments.removeFirst();
        CommandLine line = new CommandLine(commands.make(command));
        if (name.equals("restic")) {
            ConfiguredOptions.removeFrom(line.getCommandSpec());
        }
        line.setCommandName(name + " " + command)
                .setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8))
                .setTrimQuotes(false)
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler((e, _, _) -> report(e, json))
                .setParameterExceptionHandler((e, _) -> usage(e, json));
        return line.execute(arguments.toArray(String[]::new));
    }

    private int overview(List<String> arguments) {
        List<String> wanted =
                arguments.stream().filter(word -> !HELP.contains(word)).toList();
        boolean help = wanted.size() < arguments.size() || arguments.isEmpty();
        String words = String.join(" ", wanted.subList(0, Math.min(2, wanted.size())));
        if (help && !wanted.isEmpty() && commands.has(wanted.getFirst())) {
            return execute(List.of(wanted.getFirst(), "--help"));
        }
        if (help && commands.has(words)) {
            return execute(List.of(wanted.get(0), wanted.get(1), "--help"));
        }
        if (help && (wanted.isEmpty() || commands.isGroup(wanted.getFirst()))) {
            String group = wanted.isEmpty() ? "" : wanted.getFirst() + " ";
            CommandLine root = new CommandLine(new Root()).setCommandName((name + " " + group).strip());
            commands.names().stream()
                    .filter(command -> command.startsWith(group))
                    .forEach(command -> root.addSubcommand(command.substring(group.length()), commands.make(command)));
            root.usage(surroundings.out());
            return 0;
        }
        if (wanted.getFirst().equals("--version")) {
            return execute(List.of("version"));
        }
        tell(unknownCommand(wanted), false);
        return Advice.FAILED;
    }

    private Advice unknownCommand(List<String> wanted) {
        String first = wanted.getFirst();
        if (first.startsWith("-")) {
            return new Advice("no command was given", "see all commands with `" + name + " help`", Advice.FAILED);
        }
        if (commands.isGroup(first)) {
            String all = String.join(", ", commands.inGroup(first));
            return new Advice(
                    wanted.size() == 1
                            ? "\"" + first + "\" is not a whole command"
                            : "unknown command \"" + first + " " + wanted.get(1) + "\"",
                    "use one of: " + all,
                    Advice.FAILED);
        }
        String near = Nearest.to(first, commands.names());
        return new Advice(
                "unknown command \"" + first + "\"",
                near.isEmpty() ? "see all commands with `" + name + " help`" : "did you mean `" + near + "`?",
                Advice.FAILED);
    }

    private int usage(ParameterException e, boolean json) {
        Advice advice = UsageAdvice.of(e);
        tell(advice, json);
        return advice.exitCode();
    }

    private int report(Exception error, boolean json) throws Exception {
        if (error instanceof DestinationFailure failure && failure.path().equals(StandardOutput.NAME) && readerLeft()) {
            // Such as `| head`: its reader knows, and others end of it in silence by a signal.
            return Advice.READER_LEFT;
        }
        Advice advice = switch (error) {
            case EngineException e -> Advice.of(e);
            case SecretException e -> Advice.of(e);
            default -> throw error;
        };
        tell(advice, json);
        return advice.exitCode();
    }

    private void tell(Advice advice, boolean json) {
        surroundings.out().flush();
        if (json) {
            JsonLine line = new JsonLine()
                    .text("message_type", "exit_error")
                    .number("code", advice.exitCode())
                    .text("message", "Fatal: " + advice.what());
            surroundings.err().println(line);
        } else {
            surroundings.err().println("error: " + Text.safeLines(advice.what()));
            // Advice is written for the program's own name.
            surroundings.err().println("fix:   " + Text.safe(advice.fix().replace("`holdfast ", "`" + name + " ")));
        }
        surroundings.err().flush();
    }
}
