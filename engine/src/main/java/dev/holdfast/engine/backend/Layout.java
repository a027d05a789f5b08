package dev.holdfast.engine.backend;

/**
 * Where a file lies below a repository's root, as a path with slashes and without a leading one.
 *
 * <p>Source: restic's design document, "Repository Layout", and its REST backend's protocol.
 */
public enum Layout {
    /** Packs spread over 256 folders by their first two digits: file systems and object stores. */
    SHARDED {
        @Override
        public String folder(FileRef file) {
            return file.type() == FileType.PACK ? "data/" + file.name().substring(0, 2) : FLAT.folder(file);
        }
    },
    /** One folder for each type: the REST protocol, whose server spreads as it likes. */
    FLAT {
        @Override
        public String folder(FileRef file) {
            return file.type() == FileType.CONFIG ? "" : file.type().word();
        }
    };

    /** The folder in which the file lies; empty for the root itself. */
    public abstract String folder(FileRef file);

    /** The file's path. */
    public String path(FileRef file) {
        String folder = folder(file);
        return folder.isEmpty() ? file.name() : folder + "/" + file.name();
    }
}
