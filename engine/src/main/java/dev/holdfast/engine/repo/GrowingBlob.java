package dev.holdfast.engine.repo;

import com.github.luben.zstd.ZstdOutputStream;
import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.EngineException.SystemFailure;
import dev.holdfast.engine.model.ObjectId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A blob whose plain bytes come piece by piece and are never in memory together: they are hashed and compressed as they come. */
public final class GrowingBlob {
    private final MessageDigest sha256;
    private final Bytes compressed = new Bytes();
    private final ZstdOutputStream zstd;
    private long length;
    private @Nullable ObjectId id;

    /** Lets its bytes be used without a copy. */
    private static final class Bytes extends ByteArrayOutputStream {
        byte[] array() {
            return buf;
        }
    }

    GrowingBlob(int level) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
            zstd = new ZstdOutputStream(compressed, level);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds bytes. */
    public void add(byte[] bytes, int count) {
        length += count;
        if (length > JsonBytes.LARGEST) {
            throw new SystemFailure("a list of more than 2000 MiB can't be read back", null, null);
        }
        sha256.update(bytes, 0, count);
        try {
            zstd.write(bytes, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Number of plain bytes so far. */
    public int length() {
        return (int) length;
    }

    /** Ends it; gives the id of all that was added. */
    ObjectId finish() {
        ObjectId finished = id;
        if (finished == null) {
            try {
                zstd.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            finished = ObjectId.of(sha256.digest());
            id = finished;
        }
        return finished;
    }

    /** Its compressed bytes, of which the first {@link #compressedLength} count, after {@link #finish}. */
    byte[] compressed() {
        return compressed.array();
    }

    int compressedLength() {
        return compressed.size();
    }
}
