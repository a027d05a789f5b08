package dev.holdfast.service;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.LatestUnknown;
import dev.holdfast.engine.model.EngineException.LockLost;
import dev.holdfast.engine.model.EngineException.LockRefused;
import dev.holdfast.engine.model.EngineException.PrunedMeanwhile;
import dev.holdfast.engine.model.EngineException.RepositoryExists;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import dev.holdfast.engine.model.EngineException.RepositoryMissing;
import dev.holdfast.engine.model.EngineException.SnapshotNotFound;
import dev.holdfast.engine.model.EngineException.SourceFailure;
import dev.holdfast.engine.model.EngineException.SourceUnreachable;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.EngineException.SystemFailure;
import dev.holdfast.engine.model.EngineException.UnsupportedVersion;
import dev.holdfast.engine.model.EngineException.WrongPassword;
import dev.holdfast.secret.SecretException;

/**
 * What is told about an error: what is wrong, what to do, and the exit code.
 *
 * @param what one sentence without a full stop
 * @param fix one sentence without a full stop
 */
public record Advice(String what, String fix, int exitCode) {
    /** The exit codes are restic's. */
    public static final int FAILED = 1;

    public static final int INCOMPLETE = 3;
    public static final int NO_REPOSITORY = 10;
    public static final int LOCKED = 11;
    public static final int WRONG_PASSWORD = 12;
    public static final int INTERRUPTED = 130;

    /** What a shell tells of a program that was ended by the signal PIPE. */
    public static final int READER_LEFT = 141;

    /** The advice for an error of the engine. */
    public static Advice of(EngineException error) {
        return switch (error) {
            case RepositoryMissing e ->
                new Advice(
                        e.getMessage(),
                        "check the location, or make a repository there with `holdfast init`",
                        NO_REPOSITORY);
            case RepositoryExists e -> failed(e, "use it as it is, or choose another location; nothing was changed");
            case UnsupportedVersion e -> failed(e, "use a newer Holdfast; this one knows versions 1 and 2");
            case WrongPassword e ->
                new Advice(
                        e.getMessage(), "check the password's source; each key has its own password", WRONG_PASSWORD);
            case RepositoryLocked e ->
                new Advice(
                        e.getMessage(),
                        "wait for that run, or use --retry-lock; if that process is gone, remove its lock with"
                                + " `holdfast unlock`",
                        LOCKED);
            case LockLost e ->
                failed(e, "check the connection to the repository, then run again; nothing stored is lost");
            case LockRefused e ->
                failed(
                        e,
                        (e.getCause() instanceof StorageFull ? "make room there" : "run as a user who may write there")
                                + ", or give --no-lock: that is safe for reading while nothing removes data from the"
                                + " repository");
            case PrunedMeanwhile e ->
                failed(e, "run the same command again: what is gone is stored again, and all else is there already");
            case FileMissing e -> failed(e, "run `holdfast check` to see what else is missing");
            case DamagedFile e
            when e.file().equals("config") || e.file().startsWith("keys") ->
                failed(e, "put that file back from another copy of the repository; nothing opens without it");
            case DamagedFile e
            when e.file().startsWith("locks/") ->
                failed(e, "if nothing else uses the repository, remove it with `holdfast unlock --remove-all`");
            case DamagedFile e
            when e.file().startsWith("snapshots/") ->
                failed(
                        e,
                        "put that file back from another copy of the repository, or delete it with `holdfast forget ID`: the other snapshots are sound");
            case DamagedFile e
            when e.file().startsWith("index/") ->
                failed(
                        e,
                        "put that file back from another copy of the repository, or build the index anew: `holdfast repair index`");
            case DamagedFile e ->
                failed(e, "run `holdfast check --read-data` to see what is damaged; keep other copies");
            case BlobMissing e -> failed(e, "run `holdfast check` to see which snapshots need it");
            case StorageFull e -> failed(e, "make room there, then run again; what is stored already is kept");
            case BackendFailure e ->
                failed(
                        e,
                        SystemFix.of(
                                e, "run again", "check that the location can be reached and written, then run again"));
            case SourceUnreachable e ->
                failed(
                        e,
                        "check the path; where this user may not go, give it the right or run as one who has it;"
                                + " nothing was backed up");
            case SourceFailure e ->
                failed(
                        e,
                        SystemFix.of(e, "run again", "see that what gives the data works by itself, run as this user")
                                + "; no snapshot was written");
            case DestinationFailure e ->
                failed(e, SystemFix.of(e, "run again", "see that it can be written, then run again"));
            case SnapshotNotFound e -> failed(e, "see what there is with `holdfast snapshots`");
            case LatestUnknown e ->
                failed(
                        e,
                        e.newest()
                                        .map(id -> "name a snapshot by its id, such as " + id.shortName()
                                                + ", the newest that can be read")
                                        .orElse("see what there is with `holdfast snapshots`")
                                + "; or put the damaged file back from another copy of the repository, or delete it");
            case InvalidRequest e -> failed(e, e.fix());
            case SystemFailure e ->
                failed(e, SystemFix.of(e, "run again", "mend what the message names, then run again"));
            case Interrupted _ -> new Advice("interrupted", "run again to go on", INTERRUPTED);
        };
    }

    /** The advice for a secret that can't be had. */
    public static Advice of(SecretException error) {
        return new Advice(error.what(), error.fix(), FAILED);
    }

    private static Advice failed(EngineException error, String fix) {
        return new Advice(error.getMessage(), fix, FAILED);
    }
}
