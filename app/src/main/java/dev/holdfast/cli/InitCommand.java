package dev.holdfast.cli;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.RepositoryConfig;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.secret.Secret;
import dev.holdfast.service.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a repository. */
@Command(name = "init", description = "Makes a new repository.")
final class InitCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SourceOptions source = new SourceOptions();

    @Option(
            names = "--copy-chunker-params",
            description =
                    "cut files where the source repository does, so that what is copied between them is stored once")
    boolean copyChunker;

    @Option(
            names = "--repository-version",
            paramLabel = "VERSION",
            description = "format: 2, 1, latest or stable (default: stable, which is 2)")
    String version = "stable";

    InitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Backend backend = repository.backend(surroundings);
        RepositoryConfig config = config();
        try (Secret password = repository.firstPassword(surroundings);
                Repository made = Repository.create(backend, password.toBytes(), config, surroundings.client())) {
            if (repository.json) {
                surroundings
                        .out()
                        .println(new JsonLine()
                                .text("message_type", "initialized")
                                .text("id", config.id())
                                .text("repository", repository.location(surroundings)));
            } else if (!repository.quiet) {
                surroundings
                        .out()
                        .println("created repository " + config.id().substring(0, 10) + " at "
                                + made.backend().location());
                if (copyChunker) {
                    surroundings.out().println("it cuts files where the source repository does");
                }
                surroundings.out().println();
                surroundings.out().println("The password is needed to open it. If it is lost, the data is lost:");
                surroundings.out().println("keep a copy of it somewhere else than on this machine.");
            }
        }
        return 0;
    }

    private RepositoryConfig config() {
        RepositoryConfig config = Repository.newConfig(version(), surroundings.random());
        if (!copyChunker) {
            if (source.isNamed(surroundings)) {
                throw new InvalidRequest(
                        "a source repository was named, but nothing is to be taken from it",
                        "add --copy-chunker-params, or leave --from-repo and RESTIC_FROM_REPOSITORY out");
            }
            return config;
        }
        try (Repository from = source.open(surroundings)) {
            return config.cuttingAs(from.config());
        }
    }

    private int version() {
        return switch (version) {
            case "stable", "latest", "2" -> 2;
            case "1" -> 1;
            default ->
                throw new InvalidRequest("there is no repository version " + version, "use 2, or 1 for old restic");
        };
    }
}
