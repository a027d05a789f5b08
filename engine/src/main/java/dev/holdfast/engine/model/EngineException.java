package dev.holdfast.engine.model;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong in the engine, as types with values. Cause, fix and exit code are told in one place of the
 * program, by an exhaustive switch over these.
 */
public abstract sealed class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** There is no repository at the location. */
    public static final class RepositoryMissing extends EngineException {
        private final String location;

        public RepositoryMissing(String location) {
            super("no repository at " + location, null);
            this.location = location;
        }

        public String location() {
            return location;
        }
    }

    /** There is a repository already where one was to be made. */
    public static final class RepositoryExists extends EngineException {
        private final String location;

        public RepositoryExists(String location) {
            super("there is a repository already at " + location, null);
            this.location = location;
        }

        public String location() {
            return location;
        }
    }

    /** The repository has a format version that this program does not know. */
    public static final class UnsupportedVersion extends EngineException {
        private final String location;
        private final long version;

        public UnsupportedVersion(String location, long version) {
            super("repository " + location + " has format version " + version, null);
            this.location = location;
            this.version = version;
        }

        public String location() {
            return location;
        }

        public long version() {
            return version;
        }
    }

    /** No key of the repository opens with the password. */
    public static final class WrongPassword extends EngineException {
        private final String location;

        /** @param notTried what kept other keys from being tried, each with its file */
        public WrongPassword(String location, List<String> notTried) {
            super(
                    "no key of repository " + location + " opens with this password"
                            + (notTried.isEmpty() ? "" : "; not tried: " + String.join("; ", notTried)),
                    null);
            this.location = location;
        }

        public String location() {
            return location;
        }
    }

    /** Another process holds a lock that conflicts. */
    public static final class RepositoryLocked extends EngineException {
        private static final DateTimeFormatter SINCE =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

        private final String location;
        private final String host;
        private final String user;
        private final long pid;
        private final Instant since;
        private final boolean exclusive;

        public RepositoryLocked(
                String location, String host, String user, long pid, ZonedDateTime since, boolean exclusive) {
            super(
                    "repository " + location + " is locked " + (exclusive ? "exclusively " : "") + "by process " + pid
                            + " of " + user + " on host " + host + " since " + SINCE.format(since),
                    null);
            this.location = location;
            this.host = host;
            this.user = user;
            this.pid = pid;
            this.since = since.toInstant();
            this.exclusive = exclusive;
        }

        public String location() {
            return location;
        }

        public String host() {
            return host;
        }

        public String user() {
            return user;
        }

        public long pid() {
            return pid;
        }

        public Instant since() {
            return since;
        }

        public boolean isExclusive() {
            return exclusive;
        }
    }

    /** Our lock could not be kept alive, so it is no longer safe to go on. */
    public static final class LockLost extends EngineException {
        public LockLost(String location, @Nullable Throwable cause) {
            super("the lock on repository " + location + " could not be refreshed in time", cause);
        }
    }

    /** A prune at the same time takes what a new snapshot needs, so that the snapshot was not written. */
    public static final class PrunedMeanwhile extends EngineException {
        public PrunedMeanwhile(String location) {
            super(
                    "a prune of " + location
                            + " at the same time took data that the new snapshot needs: it was not written",
                    null);
        }
    }

    /** A file of the repository does not exist. */
    public static final class FileMissing extends EngineException {
        private final String file;

        public FileMissing(String location, String file) {
            super("file " + file + " is missing in " + location, null);
            this.file = file;
        }

        /** Such as {@code index/8f3a…}. */
        public String file() {
            return file;
        }
    }

    /** A file of the repository is not what it must be: cut off, changed, foreign, or made to harm. */
    public static final class DamagedFile extends EngineException {
        private final String file;
        private final String reason;

        public DamagedFile(String file, String reason) {
            super(file + " is damaged: " + reason, null);
            this.file = file;
            this.reason = reason;
        }

        public String file() {
            return file;
        }

        public String reason() {
            return reason;
        }
    }

    /** A blob that is needed is in no index, or none of its copies can be read. */
    public static final class BlobMissing extends EngineException {
        private final BlobType type;
        private final ObjectId id;

        public BlobMissing(BlobType type, ObjectId id) {
            super(type.word() + " blob " + id + " is not in the repository", null);
            this.type = type;
            this.id = id;
        }

        public BlobType type() {
            return type;
        }

        public ObjectId id() {
            return id;
        }
    }

    /** The place where the repository lies has no room left. */
    public static final class StorageFull extends EngineException {
        private final String location;

        public StorageFull(String location, @Nullable Throwable cause) {
            super("no space left in " + location, cause);
            this.location = location;
        }

        public String location() {
            return location;
        }
    }

    /** The backend failed in another way. */
    public static final class BackendFailure extends EngineException {
        private final String location;
        private final boolean permanent;

        /** @param permanent whether trying again can't help */
        public BackendFailure(String location, String what, boolean permanent, @Nullable Throwable cause) {
            super(location + ": " + what, cause);
            this.location = location;
            this.permanent = permanent;
        }

        public String location() {
            return location;
        }

        public boolean isPermanent() {
            return permanent;
        }
    }

    /** What only reads the repository could not put its lock there, as nothing may be written to it or no room is left. */
    public static final class LockRefused extends EngineException {
        private final String location;

        public LockRefused(String location, EngineException cause) {
            super("the repository can't be locked: " + cause.getMessage(), cause);
            this.location = location;
        }

        public String location() {
            return location;
        }
    }

    /** Nothing of what is to be backed up can be reached. */
    public static final class SourceUnreachable extends EngineException {
        /** @param reasons why each path can't be reached, in the order in which they are told */
        public SourceUnreachable(Map<String, String> reasons) {
            super(
                    reasons.entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + entry.getValue())
                            .collect(Collectors.joining("; ")),
                    null);
        }
    }

    /** Reading what is to be backed up failed as a whole, such as a command that ended with an error. */
    public static final class SourceFailure extends EngineException {
        public SourceFailure(String what, @Nullable Throwable cause) {
            super(what, cause);
        }
    }

    /** The place to restore to can't be written. */
    public static final class DestinationFailure extends EngineException {
        private final String path;

        public DestinationFailure(String path, String what, @Nullable Throwable cause) {
            super(path + ": " + what, cause);
            this.path = path;
        }

        public String path() {
            return path;
        }
    }

    /** No snapshot, or more than one, answers to what was asked for. */
    public static final class SnapshotNotFound extends EngineException {
        private final String wanted;

        public SnapshotNotFound(String wanted, String reason) {
            super("snapshot " + wanted + ": " + reason, null);
            this.wanted = wanted;
        }

        public String wanted() {
            return wanted;
        }
    }

    /** Which snapshot is the latest can't be told, since one that may be it can't be read. */
    public static final class LatestUnknown extends EngineException {
        private final @Nullable ObjectId newest;

        /** @param newest of those that can be read, null if none can */
        public LatestUnknown(DamagedFile damaged, @Nullable ObjectId newest) {
            super("which snapshot is the latest can't be told: " + damaged.getMessage(), damaged);
            this.newest = newest;
        }

        /** The newest snapshot of those that can be read. */
        public Optional<ObjectId> newest() {
            return Optional.ofNullable(newest);
        }
    }

    /** What was asked for makes no sense: a bad pattern, a bad size, flags that exclude each other. */
    public static final class InvalidRequest extends EngineException {
        private final String fix;

        public InvalidRequest(String what, String fix) {
            super(what, null);
            this.fix = fix;
        }

        public String fix() {
            return fix;
        }
    }

    /** The system lacks something that is needed, such as a file or a program. */
    public static final class SystemFailure extends EngineException {
        private final @Nullable Path path;

        public SystemFailure(String what, @Nullable Path path, @Nullable Throwable cause) {
            super(what, cause);
            this.path = path;
        }

        public @Nullable Path path() {
            return path;
        }
    }

    /** The work was stopped on request. */
    public static final class Interrupted extends EngineException {
        public Interrupted() {
            super("interrupted", null);
        }
    }
}
