package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.ChildProgram;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.nio.file.Path;

/** A process that prunes once, in order to be killed: {@code ChildPrune REPOSITORY}. */
public final class ChildPrune {
    private ChildPrune() {}

    public static void main(String[] arguments) {
        try (Repository repository = ScratchRepository.open(LocalBackend.at(Path.of(arguments[0])));
                RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            System.out.println("begin");
            Prune prune = new Prune(repository, lock, PruneScene.thorough(), new PruneProgress());
            prune.run(prune.plan());
        }
    }

    static Process start(Path repository) throws IOException {
        return ChildProgram.start(ChildPrune.class, repository.resolveSibling("child.err"), repository.toString());
    }
}
