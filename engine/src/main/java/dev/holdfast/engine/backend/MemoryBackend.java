package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Keeps a repository in memory, for as long as the object lives. For tests, and for programs that want a repository
 * they can throw away.
 */
public final class MemoryBackend implements Backend {
    private final Map<FileRef, byte[]> files = new ConcurrentHashMap<>();

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Runtime.getRuntime().availableProcessors(), true, true, true);
    }

    @Override
    public void create() {
        // There is nothing to prepare.
    }

    @Override
    public void save(FileRef file, byte[] content, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, content.length);
        files.put(file, Arrays.copyOfRange(content, offset, offset + length));
    }

    @Override
    public byte[] load(FileRef file, Range range) {
        byte[] content = content(file);
        int length = range.length() == Range.REST ? rest(file, content, range.offset()) : range.length();
        checkRange(file, content, range.offset(), length);
        int from = (int) range.offset();
        return Arrays.copyOfRange(content, from, from + length);
    }

    @Override
    public void load(FileRef file, long fileOffset, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        byte[] content = content(file);
        checkRange(file, content, fileOffset, length);
        System.arraycopy(content, (int) fileOffset, target, offset, length);
    }

    @Override
    public Optional<FileInfo> stat(FileRef file) {
        return Optional.ofNullable(files.get(file)).map(content -> new FileInfo(file, content.length));
    }

    @Override
    public void list(FileType type, Consumer<FileInfo> each) {
        files.forEach((file, content) -> {
            if (file.type() == type) {
                each.accept(new FileInfo(file, content.length));
            }
        });
    }

    @Override
    public void delete(FileRef file) {
        files.remove(file);
    }

    @Override
    public void close() {
        // The files stay, so that what was written can be opened again.
    }

    private byte[] content(FileRef file) {
        byte[] content = files.get(file);
        if (content == null) {
            throw new FileMissing(location(), file.toString());
        }
        return content;
    }

    private int rest(FileRef file, byte[] content, long offset) {
        checkRange(file, content, offset, 0);
        return content.length - (int) offset;
    }

    private void checkRange(FileRef file, byte[] content, long offset, int length) {
        if (offset > content.length || length > content.length - offset) {
            throw new DamagedFile(
                    file.toString(), "it has " + content.length + " bytes, too few for " + length + " from " + offset);
        }
    }
}
