package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Repository;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that copies once, in order to be killed: {@code ChildCopy SOURCE DESTINATION}. */
public final class ChildCopy {
    private ChildCopy() {}

    public static void main(String[] arguments) {
        CopyScene.Told told = new CopyScene.Told();
        try (Repository source = ScratchRepository.open(LocalBackend.at(Path.of(arguments[0])));
                Repository destination = ScratchRepository.open(LocalBackend.at(Path.of(arguments[1])))) {
            System.out.println("begin");
            CopyScene.copy(source, destination, CopyScene.tiny(), told);
        }
        if (!told.failed.isEmpty()) {
            throw new IllegalStateException(told.failed.toString());
        }
    }

    /** Starts the process with what this one has on its class path. */
    static Process start(Path source, Path destination) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(ChildCopy.class.getName(), source.toString(), destination.toString()));
        return new ProcessBuilder(command)
                .redirectError(new File(destination.getParent().toFile(), "child.err"))
                .start();
    }
}
