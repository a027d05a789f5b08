package dev.holdfast.run;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts what one source gives; by the thread that walks. */
final class SourceCount {
    private final String kind;
    private final String name;
    private final @Nullable LongSupplier output;
    private long files;
    private long bytes;

    private SourceCount(String kind, String name, @Nullable LongSupplier output) {
        this.kind = kind;
        this.name = name;
        this.output = output;
    }

    /** @param output tells the bytes of a source that is one stream, null for files */
    static SourceCount of(String kind, String name, @Nullable LongSupplier output) {
        return new SourceCount(kind, name, output);
    }

    void add(long size) {
        files++;
        bytes += size;
    }

    RunReport.SourceFigures figures() {
        return output == null
                ? new RunReport.SourceFigures(kind, name, files, bytes)
                : new RunReport.SourceFigures(kind, name, 1, output.getAsLong());
    }
}
