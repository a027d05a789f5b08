package dev.holdfast.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.HostName;
import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLocksTest {
    private static final String REPOSITORY = "/srv/backup";

    @TempDir
    Path folder;

    private static Job job(String name) {
        return new Job(
                new JobName(name),
                HostName.LOCAL,
                List.of(new FilesSource(List.of("/home"), FilesSource.Filters.NONE)),
                new RepositoryName("store"),
                Optional.empty(),
                Optional.empty());
    }

    /** Takes the lock and waits to be killed; a process of its own. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            new JobLocks(Path.of(arguments[0])).take(job("app"), REPOSITORY, "the holder");
            System.out.write('x');
            System.out.flush();
            System.in.read();
        }
    }

    /** Looks whether the job runs for as long as it is let; a process of its own. */
    static final class Looker {
        private Looker() {}

        public static void main(String[] arguments) throws Exception {
            Path file;
            try (Stream<Path> locks = Files.list(Path.of(arguments[0], "locks"))) {
                file = locks.findFirst().orElseThrow();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                channel.lock(0, Long.MAX_VALUE, true);
                System.out.write('x');
                System.out.flush();
                System.in.read();
            }
        }
    }

    @Test
    void whoLooksWhetherAJobRunsDoesNotKeepItFromRunning() throws Exception {
        JobLocks locks = new JobLocks(folder.resolve("state"));
        locks.take(job("app"), REPOSITORY, "me").close();
        Process looker = start(Looker.class, folder.resolve("state"));
        assertEquals('x', looker.getInputStream().read());

        CompletableFuture<JobLocks.Held> held = CompletableFuture.supplyAsync(
                () -> locks.take(job("app"), REPOSITORY, "me"),
                command -> Thread.ofPlatform().start(command));
        looker.getOutputStream().close();

        held.join().close();
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state"))));
    }

    private static Process start(Class<?> program, Path state) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        state.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aJobIsTakenOnceAndFreeAfterwards() {
        JobLocks locks = new JobLocks(folder);
        JobLocks.Held held = locks.take(job("app"), REPOSITORY, "me");

        assertThrows(InvalidRequest.class, () -> new JobLocks(folder).take(job("app"), REPOSITORY, "other"));
        assertTrue(locks.isRunning(job("app"), REPOSITORY));
        held.close();

        assertFalse(locks.isRunning(job("app"), REPOSITORY));
        locks.take(job("app"), REPOSITORY, "me again").close();
    }

    @Test
    void jobsOfOtherNamesOrRepositoriesAreOthers() {
        JobLocks locks = new JobLocks(folder);
        JobLocks.Held held = locks.take(job("app"), REPOSITORY, "me");

        locks.take(job("other"), REPOSITORY, "me").close();
        locks.take(job("app"), "/srv/elsewhere", "me").close();

        assertTrue(locks.isRunning(job("app"), REPOSITORY));
        held.close();
    }

    @Test
    void theLockOfAnotherProcessHoldsUntilItIsKilled() throws Exception {
        Process holder = start(Holder.class, folder);
        assertEquals('x', holder.getInputStream().read());
        JobLocks locks = new JobLocks(folder);

        InvalidRequest refused = assertThrows(InvalidRequest.class, () -> locks.take(job("app"), REPOSITORY, "me"));
        assertTrue(locks.isRunning(job("app"), REPOSITORY));
        holder.destroyForcibly().waitFor();

        assertTrue(refused.getMessage().contains("the holder"), refused.getMessage());
        assertFalse(locks.isRunning(job("app"), REPOSITORY));
        locks.take(job("app"), REPOSITORY, "me").close();
    }
}
