package dev.holdfast.run;

import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.tree.Content;
import dev.holdfast.engine.tree.Entry;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts the files of one source that are kept, read or unchanged; by all threads of a run. */
final class SourceCount {
    private final String kind;
    private final String name;
    private final @Nullable LongSupplier output;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    private SourceCount(String kind, String name, @Nullable LongSupplier output) {
        this.kind = kind;
        this.name = name;
        this.output = output;
    }

    /** @param output tells the bytes of a source that is one stream, null for files */
    static SourceCount of(String kind, String name, @Nullable LongSupplier output) {
        return new SourceCount(kind, name, output);
    }

    /** A file whose content counts once it was read to its end, or is known to be unchanged. */
    Entry.File counted(Entry.File file) {
        return new Entry.File(file.path(), file.metadata(), file.size(), new CountedContent(file));
    }

    private void add(long size) {
        files.increment();
        bytes.add(size);
    }

    RunReport.SourceFigures figures() {
        return output == null
                ? new RunReport.SourceFigures(kind, name, files.sum(), bytes.sum())
                : new RunReport.SourceFigures(kind, name, 1, output.getAsLong());
    }

    private final class CountedContent implements Content {
        private final Content content;
        private final long size;

        CountedContent(Entry.File file) {
            this.content = file.content();
            this.size = file.size();
        }

        @Override
        public Reading open() throws IOException {
            return new CountedReading(content.open());
        }

        @Override
        public @Nullable String location() {
            return content.location();
        }

        @Override
        public void skip() {
            add(size);
            content.skip();
        }
    }

    private final class CountedReading implements Content.Reading {
        private final Content.Reading reading;
        private long size;
        private boolean atEnd;

        CountedReading(Content.Reading reading) {
            this.reading = reading;
        }

        @Override
        public Metadata metadata() {
            return reading.metadata();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = reading.read(target, offset, length);
            if (count >= 0) {
                size += count;
            } else if (!atEnd) {
                atEnd = true;
                add(size);
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            reading.close();
        }
    }
}
