package dev.holdfast;

import dev.holdfast.cli.Arguments;
import dev.holdfast.cli.Program;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.secret.Environment;
import dev.holdfast.service.Surroundings;
import dev.holdfast.service.Terminal;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The program's entry: makes everything that comes from outside and runs one command line. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Stop stop = Stop.install(Thread.currentThread());
        int code = start(Arguments.ofProcess(arguments));
        if (stop.isAskedFor()) {
            // The system is ending this process already, with the exit code of the signal.
            return;
        }
        System.exit(code);
    }

    /** Does what every process begins with, then runs one command line and returns its exit code. */
    static int start(List<String> arguments) {
        // Setting up the calls to the system and the ciphers takes a while, and so does reading the command line: let
        // them
        // run side by side.
        Thread.ofPlatform().daemon().name("warm-up").start(Main::warmUp);
        StatusSignal signal = StatusSignal.install();
        return run(arguments, signal::answer);
    }

    private static void warmUp() {
        Posix.isSupported();
        Repository.warmUp();
    }

    /** Runs one command line and returns its exit code; the process goes on. */
    static int run(List<String> arguments) {
        return run(arguments, _ -> {});
    }

    private static int run(List<String> arguments, Consumer<Runnable> asked) {
        Streams streams = new Streams();
        try {
            Surroundings surroundings = new Surroundings(
                    Environment.of(System.getenv()),
                    ByteString.of(System.getProperty("user.dir")),
                    System.in,
                    streams.out(),
                    streams.err(),
                    InstantSource.system(),
                    ZoneId.systemDefault(),
                    SecureRandom::new,
                    Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                            .orElse("development"),
                    Terminal.ofProcess(streams::hasReaderLeft, asked));
            return new Program(surroundings, System.getProperty("holdfast.called", "holdfast")).run(arguments);
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }
}
