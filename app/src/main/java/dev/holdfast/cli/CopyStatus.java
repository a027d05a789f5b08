package dev.holdfast.cli;

import dev.holdfast.engine.upkeep.CopyProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntFunction;

/** Where a copy is, in one line. */
final class CopyStatus implements IntFunction<String> {
    private final CopyProgress progress;
    private final long start = System.nanoTime();
    private CopyProgress.Phase phase = CopyProgress.Phase.SNAPSHOTS;

    /** Of the batch at hand, which begins after so many bytes. */
    private Speed speed = new Speed(start);

    private long before;

    CopyStatus(CopyProgress progress) {
        this.progress = progress;
    }

    @Override
    public String apply(int columns) {
        long nanos = System.nanoTime();
        if (progress.phase() != phase) {
            phase = progress.phase();
            speed = new Speed(nanos);
            before = progress.bytes();
        }
        speed.add(nanos, progress.bytes() - before);
        String time = "[" + Text.duration(Duration.ofNanos(nanos - start)) + "] ";
        String snapshots = "snapshots: " + progress.snapshots() + "/" + progress.totalSnapshots();
        return time
                + switch (phase) {
                    case SNAPSHOTS -> "snapshots";
                    case INDEX -> "index";
                    case TREES -> snapshots + ", trees: " + progress.trees() + "/" + progress.totalTrees();
                    case BLOBS -> snapshots + blobs();
                };
    }

    private String blobs() {
        long done = progress.bytes();
        long total = progress.totalBytes();
        StringBuilder text = new StringBuilder();
        if (total > 0) {
            text.append(String.format(Locale.ROOT, "  %5.1f%%", Math.min(100, 100.0 * done / total)));
        }
        text.append("  ").append(progress.packs()).append('/').append(progress.totalPacks());
        text.append(" packs, ").append(Text.shortBytes(done)).append('/').append(Text.shortBytes(total));
        text.append(", ").append(Text.rate(speed.perSecond()));
        speed.secondsFor(total - done)
                .ifPresent(left -> text.append(", ")
                        .append(Text.duration(Duration.ofSeconds(left)))
                        .append(" left"));
        return text.toString();
    }
}
