package dev.holdfast.engine.repo;

import dev.holdfast.engine.crypto.MasterKey;
import dev.holdfast.engine.crypto.Sealer;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/** Lends codecs to threads, so that none is used by two at once and their working memory is used again. */
final class CodecPool implements AutoCloseable {
    private final MasterKey key;
    private final SecureRandom random;
    private final ConcurrentLinkedDeque<BlobCodec> idle = new ConcurrentLinkedDeque<>();

    CodecPool(MasterKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    BlobCodec take() {
        BlobCodec codec = idle.pollFirst();
        return codec == null ? new BlobCodec(new Sealer(key, random)) : codec;
    }

    void giveBack(BlobCodec codec) {
        idle.addFirst(codec);
    }

    <T> T with(Function<BlobCodec, T> work) {
        BlobCodec codec = take();
        try {
            return work.apply(codec);
        } finally {
            giveBack(codec);
        }
    }

    @Override
    public void close() {
        for (BlobCodec codec = idle.pollFirst(); codec != null; codec = idle.pollFirst()) {
            codec.close();
        }
    }
}
