package dev.holdfast.engine.backend;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The names under which a {@link LocalBackend} writes a file before it has its own, and what is left of them.
 *
 * <p>They end in 16 hexadecimal digits. Those of restic, which look much the same, end in at most 10: they are not ours to
 * judge.
 */
final class TemporaryFiles {
    private static final Pattern OURS = Pattern.compile("(config|[0-9a-f]{64})-tmp-[0-9a-f]{16}");

    private TemporaryFiles() {}

    /** A name that no other file has, for {@code file} while it is being written. */
    static String name(FileRef file, RandomGenerator random) {
        return file.name() + "-tmp-" + HexFormat.of().toHexDigits(random.nextLong());
    }

    /** Counts, and deletes if so told, what lies in {@code folder} and was not written to since {@code limit}. */
    static Leftovers in(Path folder, Instant limit, boolean delete) throws IOException {
        Leftovers found = Leftovers.NONE;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder,
                entry -> OURS.matcher(String.valueOf(entry.getFileName())).matches())) {
            for (Path entry : entries) {
                found = found.and(look(entry, limit, delete));
            }
        } catch (NoSuchFileException _) {
            // Nothing lies in a folder that is not there.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static Leftovers look(Path file, Instant limit, boolean delete) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            // It has got its own name meanwhile.
            return Leftovers.NONE;
        }
        if (!attributes.isRegularFile()
                || !attributes.lastModifiedTime().toInstant().isBefore(limit)) {
            return Leftovers.NONE;
        }
        if (delete) {
            Files.deleteIfExists(file);
        }
        return new Leftovers(1, attributes.size());
    }
}
