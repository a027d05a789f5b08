package dev.holdfast.engine.backend;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stores whole files by name. Files are written once and never changed.
 *
 * <p>Safe for use by many threads. Every failure is a {@link dev.holdfast.engine.model.EngineException}: a missing file
 * a {@code FileMissing}, no space a {@code StorageFull}, anything else a {@code BackendFailure}. A call that failed may
 * have had its effect all the same; repeating any call is harmless.
 *
 * <p>Order: a call that begins after another has returned finds its effect, from any thread or process. The order also
 * holds across a crash of the machine, but for deleted packs and locks, see {@link FileType#isDeletionDurable}: so what
 * refers to a file is saved after it and deleted before it.
 *
 * <p>Interruption: a call of an interrupted thread may fail with {@code Interrupted}, leaving the thread's mark set.
 * Nothing half done is visible then either. Deleting a lock is never refused for that.
 */
public interface Backend extends AutoCloseable {
    /** Where the files lie, for display; never a secret. */
    String location();

    /** What this backend can do. */
    Capabilities capabilities();

    /**
     * Prepares a place for a repository, and does not touch what is there. Whether there is a repository already is for
     * the caller to find out, by looking for {@link FileRef#CONFIG} first.
     */
    void create();

    /**
     * Stores {@code length} bytes of {@code content} from {@code offset} as {@code file}.
     *
     * <p>On return the file is durable. At no moment is it half visible: not to a reader, not after a crash.
     * Saving an existing file again is harmless; with other content it replaces the file where {@link
     * Capabilities#atomicReplace} says so, else it may fail. The array is not kept.
     */
    void save(FileRef file, byte[] content, int offset, int length);

    /** Stores all of {@code content}; see {@link #save(FileRef, byte[], int, int)}. */
    default void save(FileRef file, byte[] content) {
        save(file, content, 0, content.length);
    }

    /**
     * Reads exactly the range into a new array, which is the caller's. A file too short for it is a {@code
     * DamagedFile}, found before memory is taken, and so is one with more bytes than an array holds.
     */
    byte[] load(FileRef file, Range range);

    /**
     * Reads {@code length} bytes from {@code fileOffset} into {@code target} at {@code offset}; exactly, or it fails.
     */
    default void load(FileRef file, long fileOffset, byte[] target, int offset, int length) {
        byte[] bytes = load(file, new Range(fileOffset, length));
        System.arraycopy(bytes, 0, target, offset, length);
    }

    /** The file's size, or empty if there is no such file. */
    Optional<FileInfo> stat(FileRef file);

    /**
     * Tells every file of {@code type} once, in no particular order. Names that are no names of repository files are
     * passed over. Files that come or go meanwhile may be told or not. {@code each} may use this backend, and what it
     * throws ends the listing.
     *
     * <p>Where there is no place at all, such as a missing folder, this is a {@code RepositoryMissing}.
     */
    void list(FileType type, Consumer<FileInfo> each);

    /**
     * Deletes the file; a missing file is not an error. On return the deletion is durable, but for packs and locks,
     * which may come back after a crash of the machine.
     */
    void delete(FileRef file);

    /** What killed runs left here and nothing was written to since {@code limit}; none where a store keeps no such files. */
    default Leftovers leftovers(Instant limit) {
        return Leftovers.NONE;
    }

    /**
     * Deletes what {@link #leftovers} tells of. A run that is still writing such a file, however slowly, fails, so {@code
     * limit} must be longer ago than any write takes.
     *
     * @return what was deleted
     */
    default Leftovers removeLeftovers(Instant limit) {
        return Leftovers.NONE;
    }

    @Override
    void close();
}
