package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.secret.Environment;
import dev.holdfast.service.Surroundings;
import dev.holdfast.service.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The program run inside the test, with all that comes from outside made up. */
record TestProgram(Path folder, Map<String, String> environment, String name, ZoneId zone) {
    /** What a command line printed. */
    record Run(int code, String out, String err) {}

    static TestProgram in(Path folder, Map<String, String> environment) {
        return new TestProgram(folder, environment, "holdfast", ZoneOffset.UTC);
    }

    TestProgram called(String other) {
        return new TestProgram(folder, environment, other, zone);
    }

    TestProgram inZone(ZoneId other) {
        return new TestProgram(folder, environment, name, other);
    }

    Run run(String... words) {
        return runWith("", words);
    }

    Run runWith(String input, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = surroundings(
                environment,
                folder,
                input,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.NONE,
                zone);
        int code = new Program(surroundings, name).run(List.of(words));
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static Surroundings surroundings(
            Map<String, String> environment,
            Path folder,
            String input,
            PrintStream out,
            PrintStream err,
            Terminal terminal) {
        return surroundings(environment, folder, input, out, err, terminal, ZoneOffset.UTC);
    }

    private static Surroundings surroundings(
            Map<String, String> environment,
            Path folder,
            String input,
            PrintStream out,
            PrintStream err,
            Terminal terminal,
            ZoneId zone) {
        return new Surroundings(
                Environment.of(environment),
                ByteString.of(folder.toString()),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                err,
                InstantSource.system(),
                zone,
                SecureRandom::new,
                "1.2.3",
                terminal);
    }
}
