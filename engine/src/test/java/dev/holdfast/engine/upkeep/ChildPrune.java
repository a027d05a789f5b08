package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.ChildProgram;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** A process that prunes once, in order to be killed: {@code ChildPrune REPOSITORY [TIME]}, with a time in two phases. */
public final class ChildPrune {
    private ChildPrune() {}

    public static void main(String[] arguments) {
        if (arguments.length > 1) {
            System.out.println("begin");
            TwoPhaseScene.prune(LocalBackend.at(Path.of(arguments[0])), Instant.parse(arguments[1]));
            return;
        }
        try (Repository repository = ScratchRepository.open(LocalBackend.at(Path.of(arguments[0])));
                RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            System.out.println("begin");
            Prune prune = new Prune(repository, lock, PruneScene.thorough(), new PruneProgress());
            prune.run(prune.plan());
        }
    }

    static Process start(Path repository, String... time) throws IOException {
        String[] arguments =
                Stream.concat(Stream.of(repository.toString()), Stream.of(time)).toArray(String[]::new);
        return ChildProgram.start(ChildPrune.class, repository.resolveSibling("child.err"), arguments);
    }
}
