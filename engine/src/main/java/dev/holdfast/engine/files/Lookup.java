package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;

/** A path taken apart into its directory and its last name. */
record Lookup(ByteString directory, ByteString name) {
    static Lookup of(ByteString path) {
        int slash = -1;
        for (int i = 0; i < path.length(); i++) {
            if (path.at(i) == '/') {
                slash = i;
            }
        }
        byte[] bytes = path.toBytes();
        ByteString name = ByteString.copyOf(bytes, slash + 1, bytes.length - slash - 1);
        if (slash < 0) {
            return new Lookup(ByteString.of("."), name);
        }
        return new Lookup(slash == 0 ? ByteString.of("/") : ByteString.copyOf(bytes, 0, slash), name);
    }

    /** The absolute path, for people. */
    String shown(ByteString workingDirectory) {
        return LocalFiles.absolute(workingDirectory, TargetTree.join(directory, name))
                .toString();
    }

    /** The status of what lies at a path, of a link itself. */
    static FileStatus status(ByteString path) throws PosixException {
        Lookup lookup = of(path);
        boolean self = lookup.name().isEmpty()
                || lookup.name().equals(ByteString.of("."))
                || lookup.name().equals(ByteString.of(".."));
        try (PosixDirectory directory = PosixDirectory.openToPass(self ? path : lookup.directory())) {
            return self ? directory.status() : directory.status(lookup.name());
        }
    }
}
