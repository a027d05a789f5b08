package dev.holdfast.cli;

import dev.holdfast.engine.upkeep.PruneProgress;
import java.time.Duration;
import java.util.function.IntFunction;

/** Where a prune is, in one line. */
final class PruneStatus implements IntFunction<String> {
    private final PruneProgress progress;
    private final long start = System.nanoTime();

    PruneStatus(PruneProgress progress) {
        this.progress = progress;
    }

    @Override
    public String apply(int columns) {
        String what = switch (progress.phase()) {
            case SNAPSHOTS -> "snapshots: ";
            case INDEX -> "index: ";
            case TREES -> "trees: ";
            case PACKS -> "list of packs: ";
            case DUPLICATES -> "duplicates verified, packs: ";
            case REPACK -> "packs repacked: ";
            case NEW_INDEX -> "new index";
            case OLD_INDEX -> "old index files deleted: ";
            case DELETE -> "packs deleted: ";
        };
        String time = "[" + Text.duration(Duration.ofNanos(System.nanoTime() - start)) + "] " + what;
        return progress.phase() == PruneProgress.Phase.NEW_INDEX
                ? time
                : time + progress.done() + "/" + progress.total();
    }
}
