package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import java.util.ArrayDeque;
import java.util.Optional;

/** Opens the folder that a restore goes to. Links on the way are the user's own and followed. */
final class TargetPath {
    private static final int NEW_FOLDER = 0700;

    private TargetPath() {}

    /** Opens the folder if it is there. */
    static Optional<PosixDirectory> find(ByteString path) throws PosixException {
        try {
            return Optional.of(PosixDirectory.open(path, true));
        } catch (PosixException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Opens the folder after making it, and those above it, where they are missing. */
    static PosixDirectory make(ByteString path) throws PosixException {
        ArrayDeque<ByteString> missing = new ArrayDeque<>();
        ByteString at = path;
        Optional<PosixDirectory> found = find(at);
        while (found.isEmpty()) {
            Lookup lookup = Lookup.of(withoutLastSlashes(at));
            missing.addFirst(lookup.name());
            at = lookup.directory();
            found = find(at);
        }
        PosixDirectory directory = found.get();
        for (ByteString name : missing) {
            try (PosixDirectory above = directory) {
                if (!isDot(name)) {
                    makeOrFind(above, name);
                    directory = above.openDirectory(name);
                } else {
                    directory = PosixDirectory.open(above.path(), true);
                }
            }
        }
        return directory;
    }

    private static void makeOrFind(PosixDirectory directory, ByteString name) throws PosixException {
        try {
            directory.makeDirectory(name, NEW_FOLDER);
        } catch (PosixException e) {
            if (!e.isExisting()) {
                throw e;
            }
        }
    }

    private static boolean isDot(ByteString name) {
        return name.isEmpty() || name.equals(ByteString.of("."));
    }

    private static ByteString withoutLastSlashes(ByteString path) {
        int end = path.length();
        while (end > 1 && path.at(end - 1) == '/') {
            end--;
        }
        return ByteString.copyOf(path.toBytes(), 0, end);
    }
}
