package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Counts how much a source holds, beside the backup that reads it, so that the time left can be told. */
final class BackupScan implements Sink, AutoCloseable {
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Thread thread;
    private volatile boolean complete;

    private BackupScan(Source source, Listener done) {
        this.thread = Thread.ofPlatform().daemon().name("scan").unstarted(() -> scan(source, done));
    }

    /** Is told the outcome. */
    interface Listener {
        void scanned(long files, long bytes, Duration time);
    }

    /** Begins to count; {@code done} is called when everything is counted. */
    static BackupScan start(Source source, Listener done) {
        BackupScan scan = new BackupScan(source, done);
        scan.thread.start();
        return scan;
    }

    private void scan(Source source, Listener done) {
        long start = System.nanoTime();
        try {
            source.copyTo(this);
        } catch (EngineException e) {
            // The backup itself meets the same and tells it, or it has ended and interrupted this.
            return;
        }
        complete = true;
        done.scanned(files.get(), bytes.get(), Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public void accept(Entry entry) {
        if (entry instanceof Entry.File file) {
            file.content().skip();
            files.incrementAndGet();
            bytes.addAndGet(file.size());
        }
    }

    @Override
    public void problem(Problem problem) {
        // The backup meets it too, and tells it.
    }

    /** Whether everything is counted; until then the figures are those so far. */
    boolean isComplete() {
        return complete;
    }

    long files() {
        return files.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** Ends the counting. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
