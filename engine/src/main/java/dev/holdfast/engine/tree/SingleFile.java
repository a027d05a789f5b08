package dev.holdfast.engine.tree;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Timestamp;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream of bytes as the only file of a snapshot, in the folders that its path names. */
public final class SingleFile implements Source {
    private static final long FILE_MODE = 0644;
    private static final long FOLDER_MODE = FileMode.DIRECTORY | 0755;

    private final List<ByteString> path;
    private final InputStream stream;
    private final Timestamp time;

    /**
     * @param path names from the root on, at least one
     * @param stream whose end means that all of it was produced; a producer that failed must throw instead. One that gives nothing
     *     has failed in silence, as in a pipe: then nothing is backed up
     * @param time written as all times of the file
     */
    public SingleFile(List<ByteString> path, InputStream stream, Timestamp time) {
        this.path = List.copyOf(path);
        this.stream = stream;
        this.time = time;
    }

    @Override
    public void copyTo(Sink sink) {
        @Nullable EntryPath at = null;
        for (ByteString folder : path.subList(0, path.size() - 1)) {
            at = at == null ? EntryPath.root(folder) : at.child(folder);
            sink.accept(new Entry.Directory(at, metadata(FOLDER_MODE)));
        }
        EntryPath file = at == null ? EntryPath.root(path.getLast()) : at.child(path.getLast());
        sink.accept(new Entry.File(file, metadata(FILE_MODE), 0, new StreamContent()));
    }

    private Metadata metadata(long mode) {
        return new Metadata(mode, time, time, time, 0, 0, "", "", 0, 0, 0, List.of(), "");
    }

    private final class StreamContent implements Content {
        @Override
        public Reading open() {
            ReadAhead bytes = new ReadAhead(stream);
            return new Reading() {
                private boolean empty = true;

                @Override
                public Metadata metadata() {
                    return SingleFile.this.metadata(FILE_MODE);
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    int count = bytes.read(target, offset, length);
                    if (count < 0 && empty) {
                        throw new EngineException.SourceFailure(
                                path.getLast() + " would be empty: whatever was to give its content gave nothing",
                                null);
                    }
                    empty &= count <= 0;
                    return count;
                }

                @Override
                public void close() throws IOException {
                    bytes.close();
                }
            };
        }

        /** Ends a producer that nobody will read from. */
        @Override
        public void skip() {
            try {
                stream.close();
            } catch (IOException e) {
                // The backup has failed already, and tells why.
                return;
            }
        }
    }
}
