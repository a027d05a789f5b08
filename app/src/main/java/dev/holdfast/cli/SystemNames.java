package dev.holdfast.cli;

import dev.holdfast.engine.filter.NameLister;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import java.util.List;

/** Names on this machine, for patterns of paths. */
final class SystemNames implements NameLister {
    @Override
    public boolean exists(ByteString path) {
        return dev.holdfast.engine.files.LocalFiles.exists(path);
    }

    @Override
    public List<ByteString> names(ByteString directory) {
        try (PosixDirectory open = PosixDirectory.open(directory, true)) {
            return open.names();
        } catch (PosixException e) {
            return List.of();
        }
    }
}
