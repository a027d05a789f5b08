package dev.holdfast.cli;

import dev.holdfast.engine.op.Stats;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts what snapshots hold. */
@Command(name = "stats", description = "Counts what snapshots hold.")
final class StatsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Parameters(paramLabel = "SNAPSHOT", arity = "0..*", description = "only these (default: all)")
    List<String> ids = List.of();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "restore-size, files-by-contents, blobs-per-file, raw-data or debug, which counts the sizes of all"
                            + " files and blobs of the repository (default: restore-size)")
    String mode = "restore-size";

    StatsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (mode.equals("debug")) {
            printSizes();
            return 0;
        }
        Stats.Mode counted = Stats.Mode.parse(mode);
        long start = System.nanoTime();
        SnapshotOptions.Chosen chosen;
        Stats.Result result;
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false);
                ProgressLine _ = ProgressLine.forPeople(
                        repository,
                        surroundings,
                        _ -> "[" + Text.duration(Duration.ofNanos(System.nanoTime() - start)) + "] counting")) {
            chosen = filter.choose(open, ids, surroundings);
            result = new Stats(open, Runtime.getRuntime().availableProcessors() + 1).run(counted, chosen.snapshots());
        }
        if (repository.json) {
            surroundings.out().println(json(result));
        } else {
            print(result, counted);
        }
        return chosen.exitCode();
    }

    private void printSizes() {
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            // Where restic prints it.
            new StoredSizesText(surroundings.err()).print(open);
        }
    }

    private static JsonLine json(Stats.Result result) {
        JsonLine json = new JsonLine()
                .number("total_size", result.size())
                .numberIfAny("total_uncompressed_size", result.uncompressedSize());
        fractionIfAny(json, "compression_ratio", result.compressionRatio());
        fractionIfAny(json, "compression_progress", result.compressionProgress());
        fractionIfAny(json, "compression_space_saving", result.compressionSpaceSaving());
        return json.numberIfAny("total_file_count", result.files())
                .numberIfAny("total_blob_count", result.blobs())
                .number("snapshots_count", result.snapshots());
    }

    private static void fractionIfAny(JsonLine json, String name, double value) {
        if (value != 0) {
            json.fraction(name, value);
        }
    }

    private void print(Stats.Result result, Stats.Mode counted) {
        PrintStream out = surroundings.out();
        out.println("Stats in " + counted.word() + " mode:");
        line("Snapshots processed", String.valueOf(result.snapshots()));
        if (result.blobs() > 0) {
            line("Total Blob Count", String.valueOf(result.blobs()));
        }
        if (result.files() > 0) {
            line("Total File Count", String.valueOf(result.files()));
        }
        if (result.uncompressedSize() > 0) {
            line("Total Uncompressed Size", Text.bytes(result.uncompressedSize()));
        }
        line("Total Size", Text.bytes(result.size()));
        if (result.compressionProgress() > 0) {
            line("Compression Progress", String.format(Locale.ROOT, "%.2f%%", result.compressionProgress()));
        }
        if (result.compressionRatio() > 0) {
            line("Compression Ratio", String.format(Locale.ROOT, "%.2fx", result.compressionRatio()));
            line("Compression Space Saving", String.format(Locale.ROOT, "%.2f%%", result.compressionSpaceSaving()));
        }
    }

    private void line(String what, String value) {
        surroundings.out().println(String.format(Locale.ROOT, "%24s:  %s", what, value));
    }
}
