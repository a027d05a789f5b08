package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names and numbers of users and groups as the system's name service tells them, each asked for once.
 *
 * <p>For any number of threads. Answers stay as they were first given, so an instance should live as long as one
 * piece of work.
 */
public final class Accounts {
    /** Offsets in {@code struct passwd} and {@code struct group} of 64-bit Linux. Both begin with the name. */
    private static final int NUMBER_AT = 16;

    private static final int FIRST_SIZE = 4096;

    /** A group of a hundred thousand members still fits. */
    private static final int LAST_SIZE = 16 << 20;

    private final Map<Long, String> users = new ConcurrentHashMap<>();
    private final Map<Long, String> groups = new ConcurrentHashMap<>();
    private final Map<String, OptionalLong> userNumbers = new ConcurrentHashMap<>();
    private final Map<String, OptionalLong> groupNumbers = new ConcurrentHashMap<>();

    /** The user's name, empty if there is none for the number. */
    public String userName(long uid) {
        return name(users, LibC.GETPWUID_R, uid);
    }

    /** The group's name, empty if there is none for the number. */
    public String groupName(long gid) {
        return name(groups, LibC.GETGRGID_R, gid);
    }

    /** The user's number, if there is a user by that name. */
    public OptionalLong userId(String name) {
        return number(userNumbers, LibC.GETPWNAM_R, name);
    }

    /** The group's number, if there is a group by that name. */
    public OptionalLong groupId(String name) {
        return number(groupNumbers, LibC.GETGRNAM_R, name);
    }

    /** Two threads may ask for the same at first: better than to hold others up while a directory server answers. */
    private static String name(Map<Long, String> known, MemorySegment function, long number) {
        String name = known.get(number);
        if (name == null) {
            name = askName(function, number);
            known.put(number, name);
        }
        return name;
    }

    private static OptionalLong number(Map<String, OptionalLong> known, MemorySegment function, String name) {
        OptionalLong number = known.get(name);
        if (number == null) {
            number = askNumber(function, name);
            known.put(name, number);
        }
        return number;
    }

    private static String askName(MemorySegment function, long number) {
        try (Scratch scratch = Scratch.take()) {
            ByteBuffer strings = ask(scratch, function, number);
            return strings.hasRemaining() ? nameOf(scratch, strings) : "";
        }
    }

    private static OptionalLong askNumber(MemorySegment function, String name) {
        try (Scratch scratch = Scratch.take()) {
            if (scratch.putText(Scratch.TEXT, ByteString.of(name)) != 0) {
                return OptionalLong.empty();
            }
            return ask(scratch, function, scratch.at(Scratch.TEXT)).hasRemaining()
                    ? OptionalLong.of(scratch.memory().getInt(Scratch.STRUCTURE + NUMBER_AT) & 0xffff_ffffL)
                    : OptionalLong.empty();
        }
    }

    /**
     * Fills the structure at {@link Scratch#STRUCTURE}; returns the memory that its pointers lead into, without any
     * room if nothing was found.
     */
    private static ByteBuffer ask(Scratch scratch, MemorySegment function, long key) {
        int resultAt = Scratch.STRUCTURE + 128;
        int size = FIRST_SIZE;
        while (size <= LAST_SIZE) {
            ByteBuffer strings = ByteBuffer.allocateDirect(size);
            long address = MemorySegment.ofBuffer(strings).address();
            int error = scratch.call(function, key, scratch.at(Scratch.STRUCTURE), address, size, scratch.at(resultAt));
            if (error == 0 && scratch.memory().getLong(resultAt) != 0) {
                return strings;
            }
            if (error == Errno.ERANGE) {
                size *= 4;
            } else if (error != Errno.EINTR) {
                break;
            }
        }
        return ByteBuffer.allocate(0);
    }

    private static String nameOf(Scratch scratch, ByteBuffer strings) {
        long offset = scratch.memory().getLong(Scratch.STRUCTURE)
                - MemorySegment.ofBuffer(strings).address();
        return offset < 0 || offset >= strings.capacity() ? "" : CText.at(strings, (int) offset);
    }
}
