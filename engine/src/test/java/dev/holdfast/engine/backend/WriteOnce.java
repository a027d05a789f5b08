package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.EngineException.BackendFailure;
import java.util.Optional;
import java.util.function.Consumer;

/** A backend that refuses to save over an existing file, as some servers do. */
public final class WriteOnce implements Backend {
    private final Backend inner;

    public WriteOnce(Backend inner) {
        this.inner = inner;
    }

    @Override
    public String location() {
        return inner.location();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(inner.capabilities().connections(), false, true, false);
    }

    @Override
    public void create() {
        inner.create();
    }

    @Override
    public void save(FileRef file, byte[] content, int offset, int length) {
        if (inner.stat(file).isPresent()) {
            throw new BackendFailure(location(), file + " exists already", true, null);
        }
        inner.save(file, content, offset, length);
    }

    @Override
    public byte[] load(FileRef file, Range range) {
        return inner.load(file, range);
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
        inner.delete(file);
    }

    @Override
    public void close() {
        inner.close();
    }
}
