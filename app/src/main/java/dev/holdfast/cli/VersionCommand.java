package dev.holdfast.cli;

import dev.holdfast.service.Surroundings;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells which version this is. */
@Command(name = "version", description = "Tells which version this is.")
final class VersionCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    /** None is of use here, but a command line for restic may have them. */
    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    VersionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String java = System.getProperty("java.version");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch");
        if (repository.json) {
            surroundings
                    .out()
                    .println(new JsonLine()
                            .text("message_type", "version")
                            .text("version", surroundings.version())
                            .text("java_version", java)
                            .text("go_version", "")
                            .text("go_os", system)
                            .text("go_arch", machine.equals("aarch64") ? "arm64" : machine));
        } else {
            surroundings
                    .out()
                    .println("holdfast " + surroundings.version() + " on Java " + java + ", " + system + "/" + machine
                            + "; reads and writes restic repositories of format 1 and 2");
        }
        return 0;
    }
}
