package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.EngineException.BackendFailure;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A backend of which nothing can be changed: whatever would is refused, before the backend behind it is asked. */
public final class ReadOnly implements Backend {
    private final Backend inner;

    public ReadOnly(Backend inner) {
        this.inner = inner;
    }

    @Override
    public String location() {
        return inner.location();
    }

    @Override
    public Capabilities capabilities() {
        Capabilities all = inner.capabilities();
        return new Capabilities(all.connections(), all.atomicReplace(), false, all.listsAtOnce());
    }

    @Override
    public void create() {
        throw refused("a repository can't be made");
    }

    @Override
    public void save(FileRef file, byte[] content, int offset, int length) {
        throw refused(file + " can't be written");
    }

    @Override
    public byte[] load(FileRef file, Range range) {
        return inner.load(file, range);
    }

    @Override
    public void load(FileRef file, long fileOffset, byte[] target, int offset, int length) {
        inner.load(file, fileOffset, target, offset, length);
    }

    @Override
    public Optional<FileInfo> stat(FileRef file) {
        return inner.stat(file);
    }

    @Override
    public void list(FileType type, Consumer<FileInfo> each) {
        inner.list(type, each);
    }

    @Override
    public void delete(FileRef file) {
        throw refused(file + " can't be deleted");
    }

    @Override
    public Leftovers leftovers(Instant limit) {
        return inner.leftovers(limit);
    }

    @Override
    public Leftovers removeLeftovers(Instant limit) {
        throw refused("temporary files can't be deleted");
    }

    @Override
    public void close() {
        inner.close();
    }

    private BackendFailure refused(String what) {
        return new BackendFailure(location(), what + ": it was opened for reading only", true, null);
    }
}
