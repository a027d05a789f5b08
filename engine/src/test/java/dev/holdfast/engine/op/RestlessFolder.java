package dev.holdfast.engine.op;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder in which files come, grow, change, move and go, by steps from a seed; one thread at a time takes them. */
final class RestlessFolder {
    private static final int NAMES = 60;
    private static final int LARGEST = 1_800_000;

    private final Path folder;
    private final Random random;

    RestlessFolder(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes something. */
    void step() {
        Path file = place();
        try {
            Files.createDirectories(file.getParent());
            if (Files.isSymbolicLink(file)) {
                Files.delete(file);
            }
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> Files.write(file, bytes(size()));
                case 3 -> Files.write(file, bytes(size() / 4), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                case 4 -> Files.deleteIfExists(file);
                case 5 -> {
                    Files.deleteIfExists(file);
                    Files.createSymbolicLink(file, place());
                }
                case 6 -> Files.move(file, place(), StandardCopyOption.REPLACE_EXISTING);
                default -> {
                    if (Files.isRegularFile(file)) {
                        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                            channel.truncate(random.nextInt(1000));
                        }
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // There was nothing to move: no step this time.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path place() {
        int name = random.nextInt(NAMES);
        return folder.resolve(String.format(Locale.ROOT, "d%d/f%02d", name % 5, name));
    }

    private int size() {
        return switch (random.nextInt(20)) {
            case 0 -> 0;
            case 1 -> random.nextInt(LARGEST);
            case 2, 3, 4, 5 -> random.nextInt(100_000);
            default -> random.nextInt(3_000);
        };
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Every file below a folder with the hash of its content or the target of its link. */
    static Map<String, String> manifest(Path folder) {
        Map<String, String> manifest = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                manifest.put(folder.relativize(file).toString(), content(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return manifest;
    }

    private static String content(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "link to " + Files.readSymbolicLink(file);
        }
        if (Files.isDirectory(file)) {
            return "folder";
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash) + " " + Files.getLastModifiedTime(file);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
