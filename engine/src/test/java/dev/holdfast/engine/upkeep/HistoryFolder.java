package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.posix.PosixException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/** A small folder in which everything changes by chance: files, folders, links, permissions, attributes and times. */
final class HistoryFolder {
    private static final int NAMES = 12;
    private static final int FOLDERS = 4;
    private static final String SAME = " same as ";

    /** What snapshots are made of; it holds nothing but the folder. */
    private final Path above;

    private final Path folder;
    private final Random random;

    HistoryFolder(Path above, Random random) {
        this.above = above;
        this.folder = above.resolve("data");
        this.random = random;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return folder;
    }

    /** Changes a few things. */
    void change() {
        try {
            for (int i = random.nextInt(8); i >= 0; i--) {
                step();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void step() throws IOException {
        Path file = place();
        Path other = place();
        boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        Files.createDirectories(file.getParent());
        Files.createDirectories(other.getParent());
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> write(file);
            case 4 -> Files.deleteIfExists(file);
            case 5 -> {
                if (isFile && !file.equals(other)) {
                    Files.deleteIfExists(other);
                    Files.move(file, other);
                }
            }
            case 6 -> {
                if (isFile && !file.equals(other)) {
                    Files.deleteIfExists(other);
                    Files.createLink(other, file);
                }
            }
            case 7 -> {
                Files.deleteIfExists(file);
                Files.createSymbolicLink(file, Path.of(random.nextBoolean() ? "nowhere" : "../" + other));
            }
            case 8, 9 -> {
                if (isFile) {
                    UserDefinedFileAttributeView view =
                            Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
                    view.write("a" + random.nextInt(2), ByteBuffer.wrap(bytes(random.nextInt(20))));
                }
            }
            case 10 -> {
                if (isFile) {
                    String permissions = random.nextBoolean() ? "rw-r-----" : "rwxr-xr-x";
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
                }
            }
            default -> swapFolders();
        }
    }

    private void write(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            Files.delete(file);
        }
        // Small ones mostly; a few of several parts, some of which may be stored already.
        int size = random.nextInt(25) == 0 ? 1_500_000 : random.nextInt(3_000);
        Files.write(file, bytes(size));
        // So that no change goes by the clock of the file system, which stands still for some milliseconds.
        Files.setLastModifiedTime(
                file,
                FileTime.from(Instant.ofEpochSecond(
                        1_000_000_000 + random.nextInt(500_000_000), random.nextInt(1_000_000_000))));
    }

    private void swapFolders() throws IOException {
        Path one = folder.resolve("d" + random.nextInt(FOLDERS));
        Path other = folder.resolve("d" + random.nextInt(FOLDERS));
        if (!one.equals(other) && Files.exists(one) && Files.exists(other)) {
            Path between = folder.resolve("between");
            Files.move(one, between);
            Files.move(other, one);
            Files.move(between, other);
        }
    }

    private Path place() {
        int name = random.nextInt(NAMES);
        return folder.resolve("d" + name % FOLDERS).resolve("f" + name);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        // A few seeds, so that the same parts come again.
        new Random(random.nextInt(40)).nextBytes(bytes);
        return bytes;
    }

    /** A name in it, or one like it. */
    String someName() {
        return random.nextInt(3) == 0 ? "d" + random.nextInt(FOLDERS) : "f" + random.nextInt(NAMES);
    }

    /** All that it holds, with all metadata that a snapshot keeps. */
    String content() {
        return contentOf(above);
    }

    /** All that lies in a folder that this one's snapshots were restored to. */
    static String contentOf(Path restored) {
        try {
            String all = FileTrees.describe(restored);
            return all.substring(all.indexOf('\n') + 1); // the first line is that of the folder above
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    /** What of a content is left without all that has this name. */
    static String without(String name, String content) {
        Map<String, List<String>> names = new HashMap<>();
        List<String> left = new ArrayList<>();
        for (String line : content.lines().toList()) {
            if (!List.of(path(line).split("/")).contains(name)) {
                left.add(line);
                names.computeIfAbsent(file(line), _ -> new ArrayList<>()).add(path(line));
            }
        }
        StringJoiner lines = new StringJoiner("\n", "", "\n").setEmptyValue("");
        for (String line : left) {
            List<String> same = names.get(file(line));
            int cut = line.indexOf(SAME);
            String alone = cut < 0 ? line : line.substring(0, cut);
            lines.add(same.size() > 1 ? alone + SAME + same.getFirst() : alone);
        }
        return lines.toString();
    }

    private static String path(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    /** Which file it is: that of the first name. */
    private static String file(String line) {
        int cut = line.indexOf(SAME);
        return cut < 0 ? path(line) : line.substring(cut + SAME.length());
    }
}
