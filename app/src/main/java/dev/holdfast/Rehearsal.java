package dev.holdfast;

import dev.holdfast.cli.Arguments;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs the command lines on standard input one after the other in one process, so that an ahead-of-time cache
 * recorded meanwhile knows the classes and hot methods of them all.
 *
 * <p>One command a line, words separated by blanks; empty lines and lines that begin with {@code #} are skipped. The
 * first command that fails ends the rehearsal with its exit code.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        Stop.install(Thread.currentThread());
        List<String> none = Arguments.ofProcess(arguments);
        if (!none.isEmpty()) {
            System.err.println("rehearsal: takes its commands from standard input only");
            System.exit(1);
        }
        System.exit(run(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))));
    }

    private static int run(BufferedReader script) throws IOException {
        for (String line = script.readLine(); line != null; line = script.readLine()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(line.strip().split("\\s+", -1));
            int code = Main.start(words);
            if (code != 0) {
                System.err.println("rehearsal: exit code " + code + " from: " + line);
                return code;
            }
        }
        return 0;
    }
}
