package dev.holdfast.engine.op;

import dev.holdfast.engine.ChildProgram;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Compression;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A process that makes one backup, in order to be killed: {@code ChildBackup REPOSITORY FOLDER}. */
public final class ChildBackup {
    private ChildBackup() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        try (Repository repository = ScratchRepository.open(LocalBackend.at(Path.of(arguments[0])));
                RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            StoredSnapshot parent = new Snapshots(repository)
                    .latest(SnapshotFilter.ALL, Instant.MAX, Trial::fail)
                    .orElse(null);
            LocalFiles source = new LocalFiles(
                    List.of(ByteString.of(folder.toString())),
                    Exclusions.builder(),
                    new LocalFiles.Options(ByteString.of("/"), false, ZoneOffset.UTC));
            WriteOptions writing = new WriteOptions(Compression.FASTEST, 100_000, false, 20);
            Backup.Request request = new Backup.Request(
                    source,
                    List.of(folder.toString()),
                    "child",
                    List.of(),
                    List.of(),
                    Instant.now(),
                    parent,
                    ChangeRule.STRICT,
                    false,
                    writing,
                    3,
                    "child");
            lock.ensureHeld(); // nothing is written before
            System.out.println("begin");
            Backup.Result result = new Backup(repository, request).run(lock, new BackupProgress());
            System.out.println(result.snapshotId().orElseThrow());
        }
    }

    static Process start(Path repository, Path folder) throws IOException {
        return ChildProgram.start(
                ChildBackup.class, repository.resolveSibling("child.err"), repository.toString(), folder.toString());
    }
}
