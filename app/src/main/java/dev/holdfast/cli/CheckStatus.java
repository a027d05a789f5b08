package dev.holdfast.cli;

import dev.holdfast.engine.op.CheckProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntFunction;

/** Where a check is, in one line. Used by one thread. */
final class CheckStatus implements IntFunction<String> {
    private final CheckProgress progress;
    private final long start = System.nanoTime();
    private CheckProgress.Phase phase = CheckProgress.Phase.FILES;
    private Speed speed = new Speed(start);

    CheckStatus(CheckProgress progress) {
        this.progress = progress;
    }

    @Override
    public String apply(int columns) {
        long nanos = System.nanoTime();
        boolean data = progress.phase() == CheckProgress.Phase.DATA;
        long done = data ? progress.bytes() : progress.done();
        long total = data ? progress.totalBytes() : progress.total();
        if (progress.phase() != phase) {
            phase = progress.phase();
            speed = new Speed(nanos);
        }
        speed.add(nanos, done);
        StringBuilder text = new StringBuilder("[" + Text.duration(Duration.ofNanos(nanos - start)) + "] ");
        text.append(
                switch (phase) {
                    case FILES -> "keys and locks: ";
                    case INDEX -> "index: ";
                    case PACKS -> "list of packs: ";
                    case SNAPSHOTS -> "snapshots: ";
                    case TREES -> "trees: ";
                    case DATA -> "data: ";
                });
        if (total > 0) {
            text.append(String.format(Locale.ROOT, "%5.1f%%  ", Math.min(100, 100.0 * done / total)));
        }
        text.append(progress.done());
        if (progress.total() > 0) {
            text.append('/').append(progress.total());
        }
        if (data) {
            text.append(" packs, ").append(Text.shortBytes(done)).append('/').append(Text.shortBytes(total));
            text.append(", ").append(Text.rate(speed.perSecond()));
        }
        long left = phase == CheckProgress.Phase.TREES
                ? 0
                : speed.secondsFor(total - done).orElse(0);
        if (left > 0) {
            text.append(", ").append(Text.duration(Duration.ofSeconds(left))).append(" left");
        }
        return text.toString();
    }
}
