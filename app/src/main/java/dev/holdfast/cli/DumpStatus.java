package dev.holdfast.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** How much was written to a stream, in one line. */
final class DumpStatus implements IntFunction<String> {
    private final AtomicLong written = new AtomicLong();
    private final long start = System.nanoTime();
    private final Speed speed = new Speed(start);

    /** The same stream, with what is written to it counted. */
    OutputStream counting(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                written.addAndGet(length);
            }

            @Override
            public void write(int b) throws IOException {
                out.write(b);
                written.incrementAndGet();
            }
        };
    }

    @Override
    public String apply(int columns) {
        long nanos = System.nanoTime();
        speed.add(nanos, written.get());
        return "[" + Text.duration(Duration.ofNanos(nanos - start)) + "] " + Text.shortBytes(written.get()) + ", "
                + Text.rate(speed.perSecond());
    }
}
