package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.ObjectId;

/**
 * Names one file of a repository.
 *
 * @param name 64 lower-case hexadecimal digits, or {@code config} for {@link FileType#CONFIG}
 */
public record FileRef(FileType type, String name) {
    /** The one configuration file. */
    public static final FileRef CONFIG = new FileRef(FileType.CONFIG, "config");

    public FileRef {
        boolean valid = type == FileType.CONFIG ? name.equals("config") : ObjectId.isName(name);
        if (!valid) {
            throw new IllegalArgumentException("not a name of a " + type.word() + " file: " + name);
        }
    }

    /** The file of {@code type} named by {@code id}. */
    public static FileRef of(FileType type, ObjectId id) {
        return new FileRef(type, id.toString());
    }

    /** The name as an id; not for the configuration file. */
    public ObjectId id() {
        return ObjectId.parse(name);
    }

    /** Such as {@code index/8f3a…}; {@code config} for the configuration file. */
    @Override
    public String toString() {
        return type == FileType.CONFIG ? name : type.word() + "/" + name;
    }
}
