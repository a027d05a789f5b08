package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The calls on extended attributes in two families: on an open descriptor, and on a path whose last link is not
 * followed. Their first argument is the descriptor or the path's address ({@code where}).
 *
 * <p>Buffers have the largest sizes that Linux allows, so a list or a value that grows between two calls can't be cut
 * off and no call has to be repeated.
 */
record AttributeCalls(MemorySegment listing, MemorySegment getting, MemorySegment setting, MemorySegment removing) {
    static final AttributeCalls BY_DESCRIPTOR =
            new AttributeCalls(LibC.FLISTXATTR, LibC.FGETXATTR, LibC.FSETXATTR, LibC.FREMOVEXATTR);
    static final AttributeCalls BY_PATH =
            new AttributeCalls(LibC.LLISTXATTR, LibC.LGETXATTR, LibC.LSETXATTR, LibC.LREMOVEXATTR);

    /** Writes the names into {@link Scratch#LIST}; returns their length or the negative error number. */
    int list(Scratch scratch, long where) {
        int length = (int) scratch.callLong(listing, where, scratch.at(Scratch.LIST), Scratch.LIST_SIZE, 0);
        return length == -Errno.ENOTSUP ? 0 : length;
    }

    /**
     * The attributes whose names are the first {@code length} bytes of {@link Scratch#LIST}, in that order. One that
     * is gone by now is left out.
     *
     * @param failed gets the error's number for each attribute that can't be read and is left out, too
     */
    List<ExtendedAttribute> read(Scratch scratch, long where, int length, IntConsumer failed) {
        if (length == 0) {
            return List.of();
        }
        List<ExtendedAttribute> attributes = new ArrayList<>();
        byte[] names = scratch.text(Scratch.LIST, length).toBytes();
        int start = 0;
        for (int end = 0; end < length; end++) {
            if (names[end] != 0) {
                continue;
            }
            long value = scratch.callLong(
                    getting, where, scratch.at(Scratch.LIST) + start, scratch.at(Scratch.VALUE), Scratch.VALUE_SIZE);
            if (value >= 0) {
                ByteString name = ByteString.copyOf(names, start, end - start);
                attributes.add(new ExtendedAttribute(name, scratch.text(Scratch.VALUE, (int) value)));
            } else if (value != -Errno.ENODATA) {
                failed.accept((int) -value);
            }
            start = end + 1;
        }
        return List.copyOf(attributes);
    }

    /** Sets the attribute whatever it was before; returns 0 or the negative error number. */
    int set(Scratch scratch, long where, ExtendedAttribute attribute) {
        int length = attribute.value().length();
        if (length > Scratch.VALUE_SIZE) {
            return -Errno.E2BIG;
        }
        int error = scratch.putText(Scratch.SECOND_TEXT, attribute.name());
        if (error != 0) {
            return -error;
        }
        scratch.memory().put(Scratch.VALUE, attribute.value().toBytes());
        return scratch.call(setting, where, scratch.at(Scratch.SECOND_TEXT), scratch.at(Scratch.VALUE), length, 0);
    }

    /** Removes the attribute; returns 0 or the negative error number. */
    int remove(Scratch scratch, long where, ByteString name) {
        int error = scratch.putText(Scratch.SECOND_TEXT, name);
        return error != 0 ? -error : scratch.call(removing, where, scratch.at(Scratch.SECOND_TEXT));
    }
}
