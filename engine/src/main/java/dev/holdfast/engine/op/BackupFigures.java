package dev.holdfast.engine.op;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a backup does; by any thread. */
final class BackupFigures {
    final LongAdder filesNew = new LongAdder();
    final LongAdder filesChanged = new LongAdder();
    final LongAdder filesUnmodified = new LongAdder();
    final LongAdder directoriesNew = new LongAdder();
    final LongAdder directoriesChanged = new LongAdder();
    final LongAdder directoriesUnmodified = new LongAdder();
    final LongAdder bytes = new LongAdder();

    void countFile(BackupProgress.Action action, long size) {
        (switch (action) {
                    case NEW -> filesNew;
                    case MODIFIED -> filesChanged;
                    case UNCHANGED -> filesUnmodified;
                })
                .increment();
        bytes.add(size);
    }

    void countDirectory(BackupProgress.Action action) {
        (switch (action) {
                    case NEW -> directoriesNew;
                    case MODIFIED -> directoriesChanged;
                    case UNCHANGED -> directoriesUnmodified;
                })
                .increment();
    }

    long files() {
        return filesNew.sum() + filesChanged.sum() + filesUnmodified.sum();
    }
}
