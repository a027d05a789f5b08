package dev.holdfast.cli;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.NameLister;
import dev.holdfast.engine.model.ByteString;
import java.util.List;

/** Names on this machine, for patterns of paths. */
final class SystemNames implements NameLister {
    @Override
    public boolean exists(ByteString path) {
        return LocalFiles.exists(path);
    }

    @Override
    public List<ByteString> names(ByteString directory) {
        return LocalFiles.entryNames(directory);
    }
}
