package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.ChildProgram;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Path;

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

    static Process start(Path source, Path destination) throws IOException {
        return ChildProgram.start(
                ChildCopy.class, destination.resolveSibling("child.err"), source.toString(), destination.toString());
    }
}
