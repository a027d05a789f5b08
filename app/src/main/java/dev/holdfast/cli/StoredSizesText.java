package dev.holdfast.cli;

import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.op.SizeHistogram;
import dev.holdfast.engine.op.StoredSizes;
import dev.holdfast.engine.repo.Repository;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints how large a repository's files and blobs are. As with restic it is the same with {@code --json} or {@code --quiet}. */
final class StoredSizesText {
    private final PrintStream out;

    StoredSizesText(PrintStream out) {
        this.out = out;
    }

    void print(Repository repository) {
        out.println("Collecting size statistics");
        out.println();
        Map<String, FileType> types = new LinkedHashMap<>();
        types.put("key", FileType.KEY);
        types.put("lock", FileType.LOCK);
        types.put("index", FileType.INDEX);
        types.put("snapshot", FileType.SNAPSHOT);
        types.put("data", FileType.PACK);
        types.forEach((word, type) -> {
            out.println("File Type: " + word);
            print(StoredSizes.ofFiles(repository, type));
        });
        Map<BlobType, SizeHistogram> blobs = StoredSizes.ofBlobs(repository);
        blobs.forEach((type, sizes) -> {
            out.println("Blob Type: " + type.word());
            print(sizes);
            out.println();
            out.println();
        });
    }

    private void print(SizeHistogram sizes) {
        out.println("Count: " + sizes.count());
        out.println("Total Size: " + Text.bytes(sizes.total()));
        int width = sizes.ranges().stream()
                .mapToInt(range -> text(range).length())
                .max()
                .orElse(0);
        Table table = new Table("Size", "Count");
        for (SizeHistogram.Range range : sizes.ranges()) {
            String text = text(range);
            table.row(" ".repeat(width - text.length()) + text, String.valueOf(range.count()));
        }
        table.print(out);
        if (!sizes.oversized().isEmpty()) {
            out.println("Oversized: " + sizes.oversized().toString().replace(",", ""));
        }
    }

    private static String text(SizeHistogram.Range range) {
        return range.lower() + " - " + range.upper() + " Byte";
    }
}
