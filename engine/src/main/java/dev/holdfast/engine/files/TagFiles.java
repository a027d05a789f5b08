package dev.holdfast.engine.files;

import dev.holdfast.engine.filter.TagCheck;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;

/** Looks for tag files in an open directory. */
record TagFiles(PosixDirectory directory) implements TagCheck {
    @Override
    public boolean isTagged(ByteString name, ByteString header) {
        try {
            directory.status(name);
            return header.isEmpty() || beginsWith(name, header);
        } catch (PosixException e) {
            return false;
        }
    }

    private boolean beginsWith(ByteString name, ByteString header) throws PosixException {
        byte[] begin = new byte[header.length()];
        try (PosixFile file = directory.openFile(name)) {
            int length = 0;
            int count = 0;
            while (length < begin.length && count >= 0) {
                count = file.read(begin, length, begin.length - length);
                length += Math.max(count, 0);
            }
            return length == begin.length && ByteString.copyOf(begin).equals(header);
        }
    }
}
