package dev.holdfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.TargetFolder;
import dev.holdfast.engine.filter.AttributeSelection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares folders byte by byte with all their metadata, and clears them away whatever is in them. */
public final class FileTrees {
    private final Map<String, String> entries = new TreeMap<>();
    private final Map<List<Long>, String> firstNames = new HashMap<>();

    private FileTrees() {}

    /**
     * Fails unless both folders hold the same: names, types, content, permissions, owners, modification times to the nanosecond,
     * attributes, link targets, device numbers and which names are one file. The folders' own names do not matter.
     */
    public static void assertEqual(Path expected, Path actual) throws PosixException {
        Map<String, String> wanted = entries(expected);
        Map<String, String> found = entries(actual);
        List<String> differences = new ArrayList<>();
        for (String path : new TreeSet<>(
                Stream.concat(wanted.keySet().stream(), found.keySet().stream()).toList())) {
            String before = wanted.getOrDefault(path, " is not there");
            String after = found.getOrDefault(path, " is not there");
            if (!before.equals(after)) {
                differences.add(shortened(path) + shortened(before) + "\n  but" + shortened(after));
            }
        }
        assertEquals("", String.join("\n", differences.subList(0, Math.min(differences.size(), 10))));
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    /** One line for each entry of a folder, with everything about it but the times of access and change. */
    public static String describe(Path folder) throws PosixException {
        StringBuilder lines = new StringBuilder();
        entries(folder).forEach((path, line) -> lines.append(path).append(line).append('\n'));
        return lines.toString();
    }

    private static Map<String, String> entries(Path folder) throws PosixException {
        FileTrees trees = new FileTrees();
        try (PosixDirectory directory = open(folder)) {
            trees.add(".", directory.status(), directory.extendedAttributes(), "");
            trees.walk(directory, "");
        }
        return trees.entries;
    }

    static PosixDirectory open(Path folder) throws PosixException {
        return PosixDirectory.open(ByteString.of(folder.toString()), true);
    }

    private void walk(PosixDirectory directory, String path) throws PosixException {
        List<ByteString> names = new ArrayList<>(directory.names());
        names.sort(Comparator.naturalOrder());
        for (ByteString name : names) {
            FileStatus status = directory.status(name);
            String childPath = path + "/" + readable(name);
            add(childPath, status, directory.extendedAttributes(name), detail(directory, name, status));
            if (status.isDirectory()) {
                try (PosixDirectory child = directory.openDirectory(name)) {
                    walk(child, childPath);
                }
            }
        }
    }

    private void add(String path, FileStatus status, List<ExtendedAttribute> attributes, String detail) {
        StringBuilder line = new StringBuilder();
        line.append(' ').append(status.type()).append(' ').append(Integer.toOctalString(status.permissions()));
        line.append(' ').append(status.uid()).append(':').append(status.gid());
        line.append(' ').append(status.modified()).append(' ').append(detail);
        attributes.stream()
                .sorted(Comparator.comparing(ExtendedAttribute::name))
                .forEach(attribute -> line.append(' ')
                        .append(readable(attribute.name()))
                        .append('=')
                        .append(readable(attribute.value())));
        if (status.links() > 1 && !status.isDirectory()) {
            List<Long> identity = List.of(status.device(), status.inode());
            line.append(" same as ").append(firstNames.computeIfAbsent(identity, key -> path));
        }
        entries.put(path, line.toString());
    }

    private static String detail(PosixDirectory directory, ByteString name, FileStatus status) throws PosixException {
        return switch (status.type()) {
            case FILE -> status.size() + " " + hash(directory, name);
            case SYMLINK -> "-> " + readable(directory.readLink(name));
            case BLOCK_DEVICE, CHARACTER_DEVICE -> Long.toHexString(status.deviceNode());
            case DIRECTORY, FIFO, SOCKET, IRREGULAR -> "";
        };
    }

    private static String hash(PosixDirectory directory, ByteString name) throws PosixException {
        try (PosixFile file = directory.openFile(name)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int count = file.read(buffer, 0, buffer.length);
                    count >= 0;
                    count = file.read(buffer, 0, buffer.length)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String readable(ByteString bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes.toBytes()) {
            if (b > ' ' && b < 127 && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text.toString();
    }

    /** Removes everything in a folder: names and paths that Java's own classes can't remove, too. */
    public static void clear(Path folder) throws PosixException {
        try (LocalTarget target = LocalTarget.open(ByteString.of(folder.toString()), false, AttributeSelection.ALL)) {
            TargetFolder root = target.root();
            for (var entry : target.entries(root)) {
                target.removeAll(root, entry.name(), (path, type) -> {});
            }
        }
    }

    /** Units of 512 bytes that a file takes on disk. */
    public static long blocks(Path file) throws PosixException {
        try (PosixDirectory parent = open(file.getParent())) {
            return parent.status(ByteString.of(file.getFileName().toString())).blocks();
        }
    }
}
