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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
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
