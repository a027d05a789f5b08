package dev.holdfast.engine.repo;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;

/** The plain bytes of a zstd stream of unknown size. More than a limit are a {@link DamagedFile}. */
final class JsonInflater extends FilterInputStream {
    private final long limit;
    private final String file;
    private long count;

    /** @param file what the bytes are, for messages */
    JsonInflater(byte[] bytes, int offset, int length, long limit, String file) throws IOException {
        super(new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(bytes, offset, length)));
        this.limit = limit;
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int more) {
        count += more;
        if (count > limit) {
            throw tooLarge(file, limit);
        }
    }

    /** The error that says that a file's text is longer than {@code limit}. */
    static DamagedFile tooLarge(String file, long limit) {
        return new DamagedFile(file, "it inflates to more than " + limit + " bytes, which no such file does");
    }
}
