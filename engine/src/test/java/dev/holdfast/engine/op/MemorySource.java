package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.tree.Content;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Files made from a seed, in memory, that count who holds them. */
public final class MemorySource implements Source {
    private static final Timestamp TIME = new Timestamp(1_700_000_000, 0, 0);

    private final int folders;
    private final int filesInEach;
    private final int largestFile;
    private final long seed;
    private final AtomicInteger held = new AtomicInteger();

    /** {@code folders} folders with {@code filesInEach} files of up to {@code largestFile} random bytes. */
    public MemorySource(int folders, int filesInEach, int largestFile, long seed) {
        this.folders = folders;
        this.filesInEach = filesInEach;
        this.largestFile = largestFile;
        this.seed = seed;
    }

    /** Contents that were given and neither skipped nor read and closed. */
    int held() {
        return held.get();
    }

    @Override
    public void copyTo(Sink sink) {
        Random random = new Random(seed);
        for (int folder = 0; folder < folders; folder++) {
            EntryPath path = EntryPath.root(name("folder", folder));
            sink.accept(new Entry.Directory(path, metadata(FileMode.DIRECTORY | 0755)));
            for (int file = 0; file < filesInEach; file++) {
                int size = random.nextInt(largestFile + 1);
                long content = random.nextLong();
                held.incrementAndGet();
                sink.accept(new Entry.File(
                        path.child(name("file", file)), metadata(0644), size, new RandomBytes(size, content)));
            }
        }
    }

    private static ByteString name(String word, int number) {
        return ByteString.of(String.format(Locale.ROOT, "%s%06d", word, number));
    }

    private static Metadata metadata(long mode) {
        return new Metadata(mode, TIME, TIME, TIME, 0, 0, "", "", 0, 0, 0, List.of(), "");
    }

    private final class RandomBytes implements Content {
        private final int size;
        private final Random random;
        private int done;

        RandomBytes(int size, long seed) {
            this.size = size;
            this.random = new Random(seed);
        }

        @Override
        public void skip() {
            held.decrementAndGet();
        }

        @Override
        public Reading open() {
            return new Reading() {
                @Override
                public Metadata metadata() {
                    return MemorySource.metadata(0644);
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    if (done == size) {
                        return -1;
                    }
                    byte[] piece = new byte[Math.min(length, size - done)];
                    random.nextBytes(piece);
                    System.arraycopy(piece, 0, target, offset, piece.length);
                    done += piece.length;
                    return piece.length;
                }

                @Override
                public void close() {
                    held.decrementAndGet();
                }
            };
        }
    }
}
