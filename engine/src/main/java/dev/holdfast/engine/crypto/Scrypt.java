package dev.holdfast.engine.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The key derivation scrypt (RFC 7914), with its lanes spread over the cores. */
final class Scrypt {
    private final ScryptParameters parameters;

    Scrypt(ScryptParameters parameters) {
        this.parameters = parameters;
    }

    /** Derives {@code length} bytes. */
    byte[] derive(byte[] password, byte[] salt, int length) {
        Pbkdf2 pbkdf2 = new Pbkdf2(password);
        int words = 32 * parameters.r();
        byte[] bytes = pbkdf2.derive(salt, 4 * words * parameters.p());
        int[] blocks = new int[words * parameters.p()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(blocks);
        mix(blocks, words);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(blocks);
        return pbkdf2.derive(bytes, length);
    }

    private void mix(int[] blocks, int words) {
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 1; i < threads(); i++) {
            others.add(CompletableFuture.runAsync(
                    () -> mixLanes(next, blocks, words),
                    task -> Thread.ofPlatform().daemon().name("scrypt").start(task)));
        }
        mixLanes(next, blocks, words);
        others.forEach(CompletableFuture::join);
    }

    private void mixLanes(AtomicInteger next, int[] blocks, int words) {
        ScryptLane lane = new ScryptLane(parameters);
        for (int i = next.getAndIncrement(); i < parameters.p(); i = next.getAndIncrement()) {
            lane.mix(blocks, i * words);
        }
    }

    private int threads() {
        long fitting = Runtime.getRuntime().maxMemory() / 4 / parameters.laneBytes();
        long cores = Runtime.getRuntime().availableProcessors();
        return Math.clamp(Math.min(fitting, cores), 1, parameters.p());
    }
}
