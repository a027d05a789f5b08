package dev.holdfast.engine.files;

import dev.holdfast.engine.filter.TagCheck;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.tree.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A folder read with plain Java: its names, and its tag files. */
record PlainFolder(Path folder) implements TagCheck {
    /** The names in a folder, sorted as bytes, each once; those that are not text can't be opened and are told. */
    static List<ByteString> names(Path folder, Consumer<Problem> unreadable) throws IOException {
        TreeSet<ByteString> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Path last = entry.getFileName();
                ByteString name = ByteString.of(last == null ? "" : last.toString());
                if (leadsTo(folder, name, entry)) {
                    names.add(name);
                } else {
                    unreadable.accept(
                            new Problem(entry.toString(), "its name is not text, which is not supported here"));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return List.copyOf(names);
    }

    private static boolean leadsTo(Path folder, ByteString name, Path entry) {
        try {
            return folder.resolve(name.toString()).equals(entry);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public boolean isTagged(ByteString name, ByteString header) {
        try {
            Path file = folder.resolve(name.toString());
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && (header.isEmpty() || beginsWith(file, header));
        } catch (InvalidPathException | IOException e) {
            return false;
        }
    }

    private static boolean beginsWith(Path file, ByteString header) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return ByteString.copyOf(in.readNBytes(header.length())).equals(header);
        }
    }
}
