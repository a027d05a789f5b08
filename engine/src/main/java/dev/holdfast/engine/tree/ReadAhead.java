package dev.holdfast.engine.tree;

import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.SourceFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in a thread of its own, a little ahead: a thread that waits for a pipe can't be interrupted, but one that waits
 * for this can.
 */
final class ReadAhead implements Closeable {
    private static final int PIECE = 256 << 10;
    private static final int PIECES = 4;

    private final InputStream stream;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
    private final Thread reader;
    private Piece current = new Piece(new byte[0], 0, null);
    private int used;

    /** Some bytes; or, with a negative length, the end; or a failure. */
    private static final class Piece {
        private final byte[] bytes;
        private final int length;
        private final @Nullable Throwable failure;

        Piece(byte[] bytes, int length, @Nullable Throwable failure) {
            this.bytes = bytes;
            this.length = length;
            this.failure = failure;
        }
    }

    ReadAhead(InputStream stream) {
        this.stream = stream;
        this.reader = Thread.ofPlatform().daemon().name("read-ahead").start(this::readAll);
    }

    private void readAll() {
        try {
            Piece piece;
            do {
                piece = next();
                pieces.put(piece);
            } while (piece.failure == null && piece.length >= 0);
        } catch (InterruptedException e) {
            // Nobody wants the rest.
            Thread.currentThread().interrupt();
        }
    }

    private Piece next() {
        byte[] bytes = new byte[PIECE];
        try {
            return new Piece(bytes, stream.read(bytes, 0, bytes.length), null);
        } catch (IOException | RuntimeException | Error e) {
            return new Piece(bytes, 0, e);
        }
    }

    /**
     * Reads some bytes; waits for at least one.
     *
     * @return -1 at the end
     * @throws SourceFailure if the stream failed: what it gave so far is not all of it
     * @throws Interrupted if the thread is interrupted
     */
    int read(byte[] target, int offset, int length) {
        while (used == current.length) {
            current = take();
            used = 0;
        }
        if (current.length < 0) {
            return -1;
        }
        int count = Math.min(length, current.length - used);
        System.arraycopy(current.bytes, used, target, offset, count);
        used += count;
        return count;
    }

    private Piece take() {
        Piece piece;
        try {
            piece = pieces.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
        switch (piece.failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new SourceFailure("the stream can't be read: " + e.getMessage(), e);
        }
        return piece;
    }

    @Override
    public void close() throws IOException {
        reader.interrupt();
        stream.close();
    }
}
