package dev.holdfast.engine.backend;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stores whole files by name. Files are written once and never changed.
 *
 * <p>Safe for use by many threads. Every failure is a {@link dev.holdfast.engine.model.EngineException}: a missing file a
 * {@code FileMissing}, no space a {@code StorageFull}, anything else a {@code BackendFailure}. A call that failed may have had its
 * effect all the same; repeating any call is harmless.
 */
public interface Backend extends AutoCloseable {
    /** Where the files lie, for display; never a secret. */
    String location();

    /** What this backend can do. */
    Capabilities capabilities();

    /** Prepares an empty place for a repository; harmless where one is already. */
    void create();

    /**
     * Stores {@code length} bytes of {@code content} from {@code offset} as {@code file}.
     *
     * <p>On return the file is durable. At no moment is it half visible: not to a reader, not after a crash.
     */
    void save(FileRef file, byte[] content, int offset, int length);

    /** Stores all of {@code content}; see {@link #save(FileRef, byte[], int, int)}. */
    default void save(FileRef file, byte[] content) {
        save(file, content, 0, content.length);
    }

    /** Reads exactly the range; a file too short for it is a {@code BackendFailure}. */
    byte[] load(FileRef file, Range range);

    /** Reads {@code length} bytes from {@code fileOffset} into {@code target} at {@code offset}; exactly, or it fails. */
    default void load(FileRef file, long fileOffset, byte[] target, int offset, int length) {
        byte[] bytes = load(file, new Range(fileOffset, length));
        System.arraycopy(bytes, 0, target, offset, length);
    }

    /** The file's size, or empty if there is no such file. */
    Optional<FileInfo> stat(FileRef file);

    /** Tells every file of {@code type} in no particular order. Names that are no names of repository files are passed over. */
    void list(FileType type, Consumer<FileInfo> each);

    /** Deletes the file; a missing file is not an error. */
    void delete(FileRef file);

    @Override
    void close();
}
