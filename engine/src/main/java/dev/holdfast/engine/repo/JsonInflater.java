package dev.holdfast.engine.repo;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Inflates a zstd stream of unknown size, up to a limit. */
final class JsonInflater {
    private JsonInflater() {}

    static byte[] inflate(byte[] bytes, int offset, int length, int limit, String file) {
        try (ZstdInputStreamNoFinalizer in =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(bytes, offset, length))) {
            byte[] plain = in.readNBytes(limit);
            if (in.read() >= 0) {
                throw new DamagedFile(file, "it inflates to more than " + limit + " bytes");
            }
            return plain;
        } catch (IOException e) {
            throw new DamagedFile(file, "its compressed bytes are not valid: " + e.getMessage());
        }
    }
}
