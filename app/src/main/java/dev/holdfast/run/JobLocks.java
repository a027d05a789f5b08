package dev.holdfast.run;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SystemFailure;
import dev.holdfast.job.Job;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;

/**
 * Sees to it that a job runs once at a time on this machine. The system itself holds each lock for the process, so it is gone
 * with the process, however that ends.
 *
 * <p>The files stay: to delete one would let two processes lock two files of the same name.
 */
public final class JobLocks {
    /**
     * The locks of this process. Static, since the system's are the process's too: it would not part two runs in one process,
     * and takes a file's lock away when any channel to that file is closed. Guarded by itself.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private static final int LOOKS = 20;
    private static final long BETWEEN_LOOKS_MILLIS = 50;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    /** @param stateFolder where the locks are kept; made when needed */
    public JobLocks(Path stateFolder) {
        this.folder = stateFolder.resolve("locks");
    }

    /** A lock that is held until it is closed. */
    public final class Held implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;

        private Held(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new SystemFailure("the lock " + file + " can't be given back: " + SystemError.reason(e), file, e);
            } finally {
                release(file);
            }
        }
    }

    /**
     * Takes the lock of a job.
     *
     * @param holder told to others who want it
     * @throws InvalidRequest if the job is running
     * @throws SystemFailure if the lock's file can't be made
     */
    public Held take(Job job, String repository, String holder) {
        Path file = file(job, repository);
        reserve(job, file);
        boolean taken = false;
        try {
            Held lock = lock(job, file, holder);
            taken = true;
            return lock;
        } catch (IOException e) {
            throw new SystemFailure("the lock " + file + " can't be made: " + SystemError.reason(e), file, e);
        } finally {
            if (!taken) {
                release(file);
            }
        }
    }

    /** Whether the job runs now, in this process or another. */
    public boolean isRunning(Job job, String repository) {
        Path file = file(job, repository);
        synchronized (HELD) {
            if (HELD.contains(file)) {
                return true;
            }
            if (Files.notExists(file)) {
                return false;
            }
            // Nobody in this process may hold it meanwhile: closing the channel would take its lock away too.
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return channel.tryLock(0, Long.MAX_VALUE, true) == null;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private void reserve(Job job, Path file) {
        synchronized (HELD) {
            if (!HELD.add(file)) {
                throw running(job, file);
            }
        }
    }

    private void release(Path file) {
        synchronized (HELD) {
            HELD.remove(file);
        }
    }

    private Held lock(Job job, Path file, String holder) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()), OWNER_ONLY);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = tryLock(channel);
            if (!locked) {
                throw running(job, file);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            return new Held(file, channel);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /** Who only looks whether the job runs holds the lock for an instant: that must not keep a run from its beginning. */
    private static boolean tryLock(FileChannel channel) throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return true;
            }
            try {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Interrupted();
            }
        }
        return false;
    }

    private static InvalidRequest running(Job job, Path file) {
        String by;
        try {
            byte[] bytes = Files.readAllBytes(file);
            by = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            by = "";
        }
        return new InvalidRequest(
                "job " + job.name() + " is running already" + (by.isEmpty() ? "" : ": " + by),
                "wait until that run has ended");
    }

    /** Jobs of one name that go to different repositories are different jobs of different configurations. */
    private Path file(Job job, String repository) {
        return folder.resolve(job.name() + "-" + hash(repository) + ".lock")
                .toAbsolutePath()
                .normalize();
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
