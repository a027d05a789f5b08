package dev.holdfast.engine.backend;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A store whose listings tell of a lock only some time after it was saved, as eventually consistent ones do. */
public final class SlowListing implements Backend {
    private final Backend inner;
    private final long hiddenNanos;
    private final Map<FileRef, Long> saved = new ConcurrentHashMap<>();

    public SlowListing(Backend inner, Duration hidden) {
        this.inner = inner;
        this.hiddenNanos = hidden.toNanos();
    }

    @Override
    public String location() {
        return inner.location();
    }

    @Override
    public Capabilities capabilities() {
        Capabilities all = inner.capabilities();
        return new Capabilities(all.connections(), all.atomicReplace(), all.mayDelete(), false);
    }

    @Override
    public void create() {
        inner.create();
    }

    @Override
    public void save(FileRef file, byte[] content, int offset, int length) {
        inner.save(file, content, offset, length);
        if (file.type() == FileType.LOCK) {
            saved.put(file, System.nanoTime());
        }
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
        inner.list(type, info -> {
            Long since = saved.get(info.file());
            if (since == null || System.nanoTime() - since >= hiddenNanos) {
                each.accept(info);
            }
        });
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
