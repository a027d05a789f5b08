package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.LockLost;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Reads packs in full, several at once. */
final class PackCheck {
    private final Repository repository;
    private final Index index;
    private final CheckReport report;
    private final CheckProgress progress;
    private final ConcurrentLinkedQueue<PackScan> scans = new ConcurrentLinkedQueue<>();
    private final LongAdder packsRead = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();

    PackCheck(Repository repository, Index index, CheckReport report, CheckProgress progress) {
        this.repository = repository;
        this.index = index;
        this.report = report;
        this.progress = progress;
    }

    /** Reads the packs, whose sizes are as the index tells. */
    void check(List<FileInfo> packs, int threads) {
        long bytes = packs.stream().mapToLong(FileInfo::size).sum();
        progress.begin(CheckProgress.Phase.DATA, packs.size(), bytes);
        new Parallel(threads).forEach(packs, pack -> {
            check(pack);
            progress.itemDone();
        });
    }

    long packsRead() {
        return packsRead.sum();
    }

    long bytesRead() {
        return bytesRead.sum();
    }

    private void check(FileInfo pack) {
        List<PackedBlob> blobs = new ArrayList<>(index.blobs(pack.file().id()));
        blobs.sort(Comparator.comparing(PackedBlob::offset, Integer::compareUnsigned));
        List<String> problems = scan(pack, blobs);
        if (!problems.isEmpty()) {
            // Memory and wires lie too: only what is wrong twice is broken.
            List<String> again = scan(pack, blobs);
            report(pack, problems, again);
        }
        packsRead.increment();
        bytesRead.add(pack.size());
    }

    private void report(FileInfo pack, List<String> problems, List<String> again) {
        String name = pack.file().toString();
        if (again.isEmpty()) {
            report.hint(name, problems.getFirst() + "; read again, it is right: memory, disk or network are at fault");
            return;
        }
        report.brokenPack(pack.file().id());
        again.forEach(problem -> report.error(name, problem));
    }

    private List<String> scan(FileInfo pack, List<PackedBlob> blobs) {
        PackScan scan = scans.poll();
        if (scan == null) {
            scan = new PackScan(repository, progress);
        }
        try {
            return scan.scan(pack, blobs);
        } catch (Interrupted | LockLost e) {
            throw e;
        } catch (EngineException e) {
            return List.of("it can't be read: " + e.getMessage());
        } finally {
            scans.add(scan);
        }
    }
}
