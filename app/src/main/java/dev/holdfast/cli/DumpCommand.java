package dev.holdfast.cli;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.Dump;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a file of a snapshot, or a folder as an archive, to standard output or a file. */
@Command(name = "dump", description = "Writes a file, or a folder as an archive, to standard output.")
final class DumpCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Parameters(paramLabel = "SNAPSHOT[:FOLDER] PATH", arity = "0..*", description = "a snapshot and a path in it")
    List<String> words = List.of();

    @Option(
            names = {"-a", "--archive"},
            paramLabel = "FORMAT",
            description = "how a folder is written: tar or zip (default: tar)")
    String archive = "tar";

    @Option(
            names = {"-t", "--target"},
            paramLabel = "FILE",
            description = "write to this file")
    @Nullable
    String target;

    DumpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (words.size() != 2 || words.get(1).isEmpty()) {
            throw new InvalidRequest(
                    "dump needs a snapshot and a path in it", "name them, such as `holdfast dump latest /etc/hosts`");
        }
        Dump.Format format = Dump.Format.parse(archive);
        ByteString path = Arguments.bytes(words.get(1));
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            ObjectId root = filter.folder(open, words.getFirst(), surroundings).tree();
            Dump dump = new Dump(open, format, Runtime.getRuntime().availableProcessors() + 1);
            // Before the target is opened, and what was in it is gone.
            Dump.Found found = dump.find(root, path);
            refuseTerminal(found);
            write(dump, found);
        }
        return 0;
    }

    private void write(Dump dump, Dump.Found found) {
        DumpStatus status = new DumpStatus();
        try (ProgressLine _ = ProgressLine.besideData(repository, surroundings, status);
                OutputStream out = new BufferedOutputStream(status.counting(output()), BUFFER_BYTES)) {
            dump.write(found, out);
        } catch (IOException e) {
            throw new DestinationFailure(target == null ? StandardOutput.NAME : target, SystemError.reason(e), e);
        }
    }

    private void refuseTerminal(Dump.Found found) {
        if (target == null
                && found instanceof Dump.Found.Folder
                && surroundings.terminal().output().getAsBoolean()) {
            throw new InvalidRequest(
                    "an archive is nothing for a terminal", "send it to a file with --target, or to a program");
        }
    }

    private OutputStream output() throws IOException {
        if (target == null) {
            return new StandardOutput(surroundings.out());
        }
        try {
            return Files.newOutputStream(
                    RepositoryOptions.directory(surroundings).resolve(target));
        } catch (InvalidPathException e) {
            throw new InvalidRequest("--target " + target + " is not a path: " + e.getReason(), "check its name");
        }
    }
}
