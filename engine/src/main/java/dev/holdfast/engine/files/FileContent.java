package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;
import dev.holdfast.engine.tree.Content;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes of a regular file, opened relative to its directory or, when too many directories are open, by its path. */
final class FileContent implements Content {
    private final @Nullable SharedDirectory directory;
    private final Lookup place;
    private final ByteString workingDirectory;
    private final FileStatus seen;
    private final Metadata metadata;
    private final MetadataReader reader;

    /**
     * @param directory retained for this content, null to open by path
     * @param place may be relative to {@code workingDirectory}
     * @param seen the file's status when the walk met it
     * @param metadata made from {@code seen}
     */
    FileContent(
            @Nullable SharedDirectory directory,
            Lookup place,
            ByteString workingDirectory,
            FileStatus seen,
            Metadata metadata,
            MetadataReader reader) {
        this.directory = directory;
        this.place = place;
        this.workingDirectory = workingDirectory;
        this.seen = seen;
        this.metadata = metadata;
        this.reader = reader;
    }

    @Override
    public String location() {
        return place.shown(workingDirectory);
    }

    @Override
    public Reading open() throws IOException {
        PosixFile file;
        if (directory != null) {
            try {
                file = directory.directory().openFile(place.name());
            } finally {
                directory.release();
            }
        } else {
            try (PosixDirectory reopened = PosixDirectory.openToPass(place.directory())) {
                file = reopened.openFile(place.name());
            }
        }
        return new OpenFile(file);
    }

    @Override
    public void skip() {
        if (directory != null) {
            directory.release();
        }
    }

    private final class OpenFile implements Reading {
        private final PosixFile file;
        private final Metadata current;

        OpenFile(PosixFile file) throws IOException {
            this.file = file;
            try {
                this.current = current();
            } catch (PosixException e) {
                file.close();
                throw e;
            }
        }

        /** What the walk saw, unless the file was changed or replaced since: content and metadata belong together. */
        private Metadata current() throws PosixException {
            FileStatus now = file.openedStatus();
            boolean same = now.inode() == seen.inode()
                    && now.changedSeconds() == seen.changedSeconds()
                    && now.changedNanos() == seen.changedNanos();
            return same ? metadata : reader.of(now, file.extendedAttributes());
        }

        @Override
        public Metadata metadata() {
            return current;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return file.read(target, offset, length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
