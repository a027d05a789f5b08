package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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

    /** Starts the process with what this one has on its class path. */
    static Process start(Path repository, String... time) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(ChildPrune.class.getName(), repository.toString()));
        command.addAll(List.of(time));
        return new ProcessBuilder(command)
                .redirectError(new File(repository.getParent().toFile(), "child.err"))
                .start();
    }
}
