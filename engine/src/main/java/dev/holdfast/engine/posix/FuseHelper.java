package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The set-user-id program {@code fusermount3}, which mounts for users who may not. It sends the descriptor of the mount
 * through a socket that it inherits, so it can't be started the ordinary way, by which programs inherit nothing.
 */
final class FuseHelper {
    private static final String PROGRAM = "fusermount3";
    private static final int UNIX = 1;
    private static final int STREAM = 1;
    private static final int INHERITED = 3;
    private static final int TEXT = 4096;
    private static final int POINTERS = 256;

    /** Larger than the C library's {@code posix_spawn_file_actions_t}. */
    private static final int ACTIONS = 512;

    private FuseHelper() {}

    /** Mounts, and gives the descriptor. */
    static int mount(ByteString mountPoint, String options) throws PosixException, FuseHelperException {
        int[] sockets = pair();
        int[] messages = pair();
        try {
            String all = "ro,nosuid,nodev,fsname=holdfast,subtype=holdfast" + options;
            int pid = start(
                    List.of(
                            ByteString.of(PROGRAM),
                            ByteString.of("-o"),
                            ByteString.of(all),
                            ByteString.of("--"),
                            mountPoint),
                    sockets[1],
                    messages[1]);
            sockets[1] = closed(sockets[1]);
            messages[1] = closed(messages[1]);
            int descriptor = receiveDescriptor(sockets[0]);
            String told = readAll(messages[0]);
            int status = await(pid);
            if (status != 0 || descriptor < 0) {
                closed(descriptor);
                throw new FuseHelperException(told.isEmpty() ? PROGRAM + " failed" : told, false);
            }
            return descriptor;
        } finally {
            closeBoth(sockets);
            closeBoth(messages);
        }
    }

    /** Unmounts. */
    static void unmount(ByteString mountPoint, boolean detach) throws PosixException {
        int[] messages = pair();
        try {
            ByteString how = ByteString.of(detach ? "-uz" : "-u");
            int pid = start(List.of(ByteString.of(PROGRAM), how, ByteString.of("--"), mountPoint), -1, messages[1]);
            messages[1] = closed(messages[1]);
            String told = readAll(messages[0]);
            // While it is mounted, there is no other reason than that something uses it.
            if (await(pid) != 0 && !told.contains("not found in")) {
                throw new PosixException("unmount", mountPoint, Errno.EBUSY);
            }
        } catch (FuseHelperException e) {
            throw new PosixException("unmount", mountPoint, Errno.EBUSY, String.valueOf(e.getMessage()));
        } finally {
            closeBoth(messages);
        }
    }

    private static int[] pair() throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            int result = scratch.call(
                    LibC.rare("socketpair"), UNIX, STREAM | OpenFlag.CLOSE_ON_EXEC, 0, scratch.at(Scratch.STRUCTURE));
            if (result < 0) {
                throw new PosixException("make a socket for", ByteString.of(PROGRAM), -result);
            }
            ByteBuffer memory = scratch.memory();
            return new int[] {memory.getInt(Scratch.STRUCTURE), memory.getInt(Scratch.STRUCTURE + 4)};
        }
    }

    private static void closeBoth(int[] descriptors) {
        closed(descriptors[0]);
        closed(descriptors[1]);
    }

    /** Closes it if it is one; for keeping that it is none. */
    private static int closed(int descriptor) {
        if (descriptor >= 0) {
            try (Scratch scratch = Scratch.take()) {
                scratch.closeDescriptor(descriptor);
            }
        }
        return -1;
    }

    private static int start(List<ByteString> words, int socket, int messages)
            throws PosixException, FuseHelperException {
        List<ByteString> environment = List.of(
                ByteString.of("_FUSE_COMMFD=" + INHERITED),
                ByteString.of("PATH=" + System.getenv().getOrDefault("PATH", "/bin:/usr/bin")),
                ByteString.of("LC_ALL=C"));
        ByteBuffer memory =
                ByteBuffer.allocateDirect(ACTIONS + 2 * POINTERS + 16 * TEXT).order(ByteOrder.nativeOrder());
        long base = MemorySegment.ofBuffer(memory).address();
        int end = put(memory, base, ACTIONS, ACTIONS + 2 * POINTERS, words);
        put(memory, base, ACTIONS + POINTERS, end, environment);
        try (Scratch scratch = Scratch.take()) {
            scratch.call(LibC.rare("posix_spawn_file_actions_init"), base);
            scratch.call(LibC.rare("posix_spawn_file_actions_adddup2"), base, messages, 2);
            if (socket >= 0) {
                scratch.call(LibC.rare("posix_spawn_file_actions_adddup2"), base, socket, INHERITED);
            }
            scratch.putText(Scratch.TEXT, words.getFirst());
            int error = scratch.call(
                    LibC.rare("posix_spawnp"),
                    scratch.at(Scratch.STRUCTURE),
                    scratch.at(Scratch.TEXT),
                    base,
                    0,
                    base + ACTIONS,
                    base + ACTIONS + POINTERS);
            scratch.call(LibC.rare("posix_spawn_file_actions_destroy"), base);
            if (error == Errno.ENOENT) {
                throw new FuseHelperException("the program " + PROGRAM + " is not on this machine", true);
            }
            if (error != 0) {
                throw new PosixException("start", words.getFirst(), Math.abs(error));
            }
            return scratch.memory().getInt(Scratch.STRUCTURE);
        }
    }

    /** Writes a list of C strings with their pointers; returns where free memory begins. */
    private static int put(ByteBuffer memory, long base, int pointers, int free, List<ByteString> texts)
            throws PosixException {
        int at = free;
        int pointer = pointers;
        for (ByteString text : texts) {
            if (text.length() + 1 > memory.capacity() - at - 2 * TEXT) {
                throw new PosixException("mount on", text, Errno.ENAMETOOLONG);
            }
            memory.putLong(pointer, base + at);
            memory.put(at, text.toBytes()).put(at + text.length(), (byte) 0);
            pointer += 8;
            at += text.length() + 1;
        }
        memory.putLong(pointer, 0);
        return at;
    }

    /** The descriptor that comes with the one byte that is sent; -1 if the other side ends without. */
    private static int receiveDescriptor(int socket) {
        try (Scratch scratch = Scratch.take()) {
            ByteBuffer memory = scratch.memory();
            int header = Scratch.STRUCTURE;
            int vector = Scratch.TEXT;
            int control = Scratch.TEXT + 64;
            int data = Scratch.TEXT + 256;
            memory.putLong(header, 0).putLong(header + 8, 0); // no address
            memory.putLong(header + 16, scratch.at(vector)).putLong(header + 24, 1);
            memory.putLong(header + 32, scratch.at(control)).putLong(header + 40, 64);
            memory.putLong(header + 48, 0);
            memory.putLong(vector, scratch.at(data)).putLong(vector + 8, 1);
            memory.putLong(control, 0).putInt(control + 8, 0).putInt(control + 12, 0);
            int closeOnExec = 0x4000_0000;
            long got = scratch.callLong(LibC.rare("recvmsg"), socket, scratch.at(header), closeOnExec, 0);
            boolean carries = got == 1
                    && memory.getLong(control) >= 20
                    && memory.getInt(control + 8) == 1 // SOL_SOCKET
                    && memory.getInt(control + 12) == 1; // SCM_RIGHTS
            return carries ? memory.getInt(control + 16) : -1;
        }
    }

    private static String readAll(int descriptor) {
        StringBuilder text = new StringBuilder();
        try (Scratch scratch = Scratch.take()) {
            while (true) {
                long got = scratch.callLong(LibC.READ, descriptor, scratch.at(Scratch.VALUE), TEXT, 0);
                if (got <= 0) {
                    return text.toString().strip();
                }
                if (text.length() < TEXT) {
                    text.append(
                            new String(scratch.text(Scratch.VALUE, (int) got).toBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** Waits for the end of a program; 0 if it went well. */
    private static int await(int pid) {
        try (Scratch scratch = Scratch.take()) {
            scratch.memory().putInt(Scratch.STRUCTURE, -1);
            scratch.call(LibC.rare("waitpid"), pid, scratch.at(Scratch.STRUCTURE), 0);
            return scratch.memory().getInt(Scratch.STRUCTURE);
        }
    }
}
