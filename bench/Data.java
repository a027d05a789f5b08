import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * Makes the data that {@code bench/compare} works on: {@code java Data.java dump|random|files|change|age FOLDER SIZE}.
 *
 * <p>Always the same bytes for the same arguments. SIZE is in MB for {@code dump} (text as a database dump writes it) and
 * {@code random} (bytes that can't be compressed), a number of files for {@code files} (most of a few kB, as in /usr/share). With
 * {@code change} it is the percentage of a dump whose rows become others, in runs of three thousand; with {@code age} the number of a day on
 * which one of fifty files is written anew.
 */
final class Data {
    private static final String[] WORDS = {
        "order", "invoice", "shipped", "pending", "customer", "alpha", "street", "garden", "north", "paid", "refund",
        "note", "delivery", "warehouse", "blue", "large", "2026-03-14", "2025-11-02", "true", "false", "\\N", "active"
    };

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_260_101);

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        long size = Long.parseLong(arguments[2]);
        Data data = new Data();
        switch (arguments[0]) {
            case "dump" -> data.dump(folder.resolve("database.sql"), size * 1_000_000);
            case "random" -> data.random(folder.resolve("random.bin"), size * 1_000_000);
            case "files" -> data.files(folder, size);
            case "change" -> data.change(folder.resolve("database.sql"), size);
            case "age" -> data.age(folder, size);
            default -> throw new IllegalArgumentException("dump, random, files, change or age, not " + arguments[0]);
        }
    }

    private void dump(Path file, long bytes) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            long written = 0;
            for (long row = 1; written < bytes; row++) {
                byte[] line = row(row).getBytes(StandardCharsets.US_ASCII);
                out.write(line);
                written += line.length;
            }
        }
    }

    private String row(long number) {
        StringBuilder row = new StringBuilder().append(number).append('\t');
        row.append(Long.toHexString(random.nextLong())).append('\t');
        int words = 6 + random.nextInt(14);
        for (int i = 0; i < words; i++) {
            row.append(WORDS[random.nextInt(WORDS.length)]).append(i % 5 == 4 ? '\t' : ' ');
        }
        return row.append(random.nextInt(1_000_000)).append(".00\n").toString();
    }

    private void random(Path file, long bytes) throws IOException {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(block.length, bytes - written));
            }
        }
    }

    private void change(Path file, long percent) throws IOException {
        int run = 3000 * 140; // about as many rows
        try (RandomAccessFile dump = new RandomAccessFile(file.toFile(), "rw")) {
            for (long left = dump.length() * percent / 100; left > 0; left -= run) {
                StringBuilder rows = new StringBuilder(run + 256);
                while (rows.length() < run) {
                    rows.append(row(random.nextLong(1_000_000_000)));
                }
                dump.seek(random.nextLong(dump.length() - run));
                dump.write(rows.toString().getBytes(StandardCharsets.US_ASCII), 0, run);
            }
        }
    }

    private void age(Path folder, long day) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (int i = (int) (day % 50); i < files.size(); i += 50) {
            Files.writeString(files.get(i), day + " " + row(random.nextLong(1_000_000_000)).repeat(20), StandardCharsets.US_ASCII);
        }
    }

    private void files(Path folder, long count) throws IOException {
        for (int i = 0; i < count; i++) {
            Path parent = Files.createDirectories(folder.resolve("d" + i % 50 + "/e" + i / 50 % 60));
            int size = (int) Math.min(400_000, Math.exp(random.nextGaussian() * 1.6 + 7.4));
            StringBuilder text = new StringBuilder(size + 64);
            for (long row = 0; text.length() < size; row++) {
                text.append(row(row));
            }
            text.setLength(size);
            Files.writeString(parent.resolve("file" + i + ".txt"), text, StandardCharsets.US_ASCII);
        }
    }
}
