package dev.holdfast.mount;

import dev.holdfast.engine.posix.FuseChannel;
import dev.holdfast.engine.posix.PosixException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that take the kernel's requests and send the answers. Source: {@code fuse.h} of the kernel, version 7.31. */
public final class FuseServer {
    private static final int MAJOR = 7;
    private static final int MINOR = 31;

    /** Of the protocol: Linux 3.15. */
    private static final int OLDEST_MINOR = 23;

    private static final int ASYNC_READ = 1;
    private static final int READDIRPLUS = 1 << 13;
    private static final int PARALLEL_DIROPS = 1 << 18;
    private static final int CACHE_SYMLINKS = 1 << 23;
    private static final int LARGEST_WRITE = 4096;
    private static final int OUT_HEADER = 16;
    private static final int IN_HEADER = 40;

    private final FuseChannel channel;
    private final SnapshotFileSystem files;
    private final CountDownLatch running;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    FuseServer(FuseChannel channel, SnapshotFileSystem files, int threads) {
        this.channel = channel;
        this.files = files;
        this.running = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform().daemon().name("mount-" + i).start(this::serve);
        }
    }

    /**
     * Waits until someone unmounts it.
     *
     * @return false if it goes on
     * @throws PosixException if the kernel can't be heard any more
     */
    public boolean awaitEnd(Duration patience) throws InterruptedException, PosixException {
        boolean ended = running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        switch (failure.get()) {
            case null -> {}
            case PosixException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
        return ended;
    }

    private void serve() {
        ByteBuffer request = FuseChannel.buffer();
        ByteBuffer reply = FuseChannel.buffer();
        try {
            while (channel.receive(request)) {
                reply.clear().position(OUT_HEADER);
                answer(request, reply);
            }
            running.countDown();
        } catch (PosixException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            while (running.getCount() > 0) {
                running.countDown(); // the mount is to end at once
            }
        }
    }

    private void answer(ByteBuffer in, ByteBuffer out) throws PosixException {
        Request request =
                new Request(Operation.of(in.getInt(4)), in.getLong(8), in.getLong(16), in.position(IN_HEADER));
        int error = 0;
        try {
            if (request.operation() == Operation.INIT) {
                begin(in, out);
            } else if (!files.answer(request, out)) {
                return;
            }
        } catch (Refusal e) {
            error = e.number();
        } catch (RuntimeException | Error e) {
            // Whoever asked would wait for ever.
            send(request, Refusal.EIO, out);
            throw e;
        }
        send(request, error, out);
    }

    private void send(Request request, int error, ByteBuffer out) throws PosixException {
        if (error != 0) {
            out.position(OUT_HEADER);
        }
        out.putInt(0, out.position()).putInt(4, -error).putLong(8, request.unique());
        channel.send(out);
    }

    private static void begin(ByteBuffer in, ByteBuffer out) {
        int major = in.getInt();
        int minor = in.getInt();
        int readAhead = in.getInt();
        int offered = in.getInt();
        if (major < MAJOR || (major == MAJOR && minor < OLDEST_MINOR)) {
            throw new Refusal(Refusal.EINVAL);
        }
        out.putInt(MAJOR).putInt(MINOR);
        if (major > MAJOR) {
            return; // it asks again, in our version
        }
        int wanted = ASYNC_READ | READDIRPLUS | PARALLEL_DIROPS | CACHE_SYMLINKS;
        out.putInt(readAhead).putInt(offered & wanted);
        out.putShort((short) 0).putShort((short) 0).putInt(LARGEST_WRITE).putInt(1);
        for (int i = 0; i < 9; i++) {
            out.putInt(0);
        }
    }
}
