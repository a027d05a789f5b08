package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.secret.SecretException;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Runs one command line: finds the command, runs it, and tells what went wrong if it did. */
public final class Program {
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
            description = "Takes encrypted, deduplicated backups, proves that they are good, and brings them back.",
            mixinStandardHelpOptions = true)
    static final class Root implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("the root command is never run by itself");
        }
    }

    /** Runs the command line; returns the exit code. */
    public int run(List<String> words) {
        List<String> arguments = new ArrayList<>(CommandWords.commandFirst(words, commands));
        boolean json = words.contains("--json");
        if (arguments.isEmpty() || !commands.has(arguments.getFirst())) {
            return overview(arguments);
        }
        String command = arguments.removeFirst();
        CommandLine line = new CommandLine(commands.make(command))
                .setCommandName(name + " " + command)
                .setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8))
                .setTrimQuotes(false)
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler((e, _, _) -> report(e, json))
                .setParameterExceptionHandler((e, _) -> usage(e, json));
        return line.execute(arguments.toArray(String[]::new));
    }

    private int overview(List<String> arguments) {
        boolean help = arguments.isEmpty()
                || arguments.getFirst().equals("help")
                || arguments.getFirst().equals("-h")
                || arguments.getFirst().equals("--help");
        if (help && arguments.size() > 1 && commands.has(arguments.get(1))) {
            return run(List.of(arguments.get(1), "--help"));
        }
        if (help) {
            CommandLine root = new CommandLine(new Root()).setCommandName(name);
            commands.names().forEach(command -> root.addSubcommand(command, commands.make(command)));
            root.usage(surroundings.out());
            return arguments.isEmpty() ? Advice.FAILED : 0;
        }
        String unknown = arguments.getFirst();
        String near = Nearest.to(unknown, commands.names());
        tell(
                new Advice(
                        "unknown command \"" + unknown + "\"",
                        near.isEmpty() ? "see all commands with `" + name + " help`" : "did you mean `" + near + "`?",
                        Advice.FAILED),
                false);
        return Advice.FAILED;
    }

    private int usage(ParameterException e, boolean json) {
        Advice advice = new Advice(
                e.getMessage().lines().findFirst().orElse("the command line makes no sense"),
                "see `" + e.getCommandLine().getCommandName() + " --help`",
                Advice.FAILED);
        tell(advice, json);
        return advice.exitCode();
    }

    private int report(Exception error, boolean json) throws Exception {
        Advice advice =
                switch (error) {
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
            surroundings.err().println("error: " + advice.what());
            surroundings.err().println("fix:   " + advice.fix());
        }
        surroundings.err().flush();
    }
}
