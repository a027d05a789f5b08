package dev.holdfast;

import dev.holdfast.cli.Arguments;
import dev.holdfast.cli.Program;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.secret.Environment;
import dev.holdfast.service.Surroundings;
import dev.holdfast.service.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The program's entry: makes everything that comes from outside and runs one command line. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Setting up the calls to the system and the ciphers takes a while, and so does reading the command line: let
        // them run
        // side by side.
        Thread.ofPlatform().daemon().name("warm-up").start(Main::warmUp);
        Stop stop = Stop.install(Thread.currentThread());
        int code = run(Arguments.ofProcess(arguments));
        if (stop.isAskedFor()) {
            // The system is ending this process already, with the exit code of the signal.
            return;
        }
        System.exit(code);
    }

    private static void warmUp() {
        Posix.isSupported();
        Repository.warmUp();
    }

    /** Runs one command line and returns its exit code; the process goes on. */
    static int run(List<String> arguments) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        try {
            Surroundings surroundings = new Surroundings(
                    Environment.of(System.getenv()),
                    ByteString.of(System.getProperty("user.dir")),
                    System.in,
                    out,
                    err,
                    InstantSource.system(),
                    ZoneId.systemDefault(),
                    SecureRandom::new,
                    Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                            .orElse("development"),
                    Terminal.ofProcess());
            return new Program(surroundings, System.getProperty("holdfast.called", "holdfast")).run(arguments);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 14), false, StandardCharsets.UTF_8);
    }
}
