package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mounted file system whose content this process gives: the kernel's requests come in by {@link #receive}, answers go
 * out by {@link #send}. Safe for use by many threads.
 *
 * <p>The root user mounts by itself; others let the set-user-id program {@code fusermount3} do it, which sends back the
 * descriptor.
 *
 * <p>Source: fuse(4), mount(2), and the manual of fusermount3; the numbers are the same on all of Linux that {@link
 * LibC} knows.
 */
public final class FuseChannel implements AutoCloseable {
    /** What the kernel may send in one piece. */
    public static final int LARGEST_REQUEST = 256 * 1024;

    private static final int READ_WRITE = 2;
    private static final int READ_ONLY_NO_SUID_NO_DEVICES = 1 | 2 | 4;
    private static final int DETACH = 2;
    private static final ByteString DEVICE = ByteString.of("/dev/fuse");

    private final ByteString mountPoint;
    private final int descriptor;
    private final boolean mountedBySelf;

    private FuseChannel(ByteString mountPoint, int descriptor, boolean mountedBySelf) {
        this.mountPoint = mountPoint;
        this.descriptor = descriptor;
        this.mountedBySelf = mountedBySelf;
    }

    /** Whether the kernel can mount such file systems, as far as that can be seen. */
    public static boolean isAvailable() {
        return Files.exists(Path.of(DEVICE.toString()));
    }

    /**
     * Mounts on {@code mountPoint}, read-only.
     *
     * @param mountPoint absolute path of a directory
     * @param allowOther whether other users than this one may look into it
     * @param checkPermissions whether the kernel checks modes and owners
     * @throws FuseHelperException if {@code fusermount3} was needed, and is missing or refused
     */
    public static FuseChannel mount(ByteString mountPoint, boolean allowOther, boolean checkPermissions)
            throws PosixException, FuseHelperException {
        String options = (allowOther ? ",allow_other" : "") + (checkPermissions ? ",default_permissions" : "");
        if (Posix.userId() != 0) {
            return new FuseChannel(mountPoint, FuseHelper.mount(mountPoint, options), false);
        }
        int descriptor = openDevice();
        try (Scratch scratch = Scratch.take()) {
            String data = "fd=" + descriptor + ",rootmode=40000,user_id=0,group_id=" + Posix.groupId() + options;
            int error = scratch.putText(Scratch.TEXT, mountPoint);
            scratch.putText(Scratch.SECOND_TEXT, ByteString.of("holdfast"));
            putList(scratch, Scratch.LIST, "fuse.holdfast");
            putList(scratch, Scratch.VALUE, data);
            int result = error != 0
                    ? -error
                    : scratch.call(
                            LibC.rare("mount"),
                            scratch.at(Scratch.SECOND_TEXT),
                            scratch.at(Scratch.TEXT),
                            scratch.at(Scratch.LIST),
                            READ_ONLY_NO_SUID_NO_DEVICES,
                            scratch.at(Scratch.VALUE));
            if (result < 0) {
                scratch.closeDescriptor(descriptor);
                throw new PosixException("mount on", mountPoint, -result);
            }
        }
        return new FuseChannel(mountPoint, descriptor, true);
    }

    private static void putList(Scratch scratch, int area, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        scratch.memory().put(area, bytes).put(area + bytes.length, (byte) 0);
    }

    private static int openDevice() throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            scratch.putText(Scratch.TEXT, DEVICE);
            int result = scratch.call(
                    LibC.OPENAT,
                    OpenFlag.AT_WORKING_DIRECTORY,
                    scratch.at(Scratch.TEXT),
                    READ_WRITE | OpenFlag.CLOSE_ON_EXEC,
                    0);
            if (result < 0) {
                throw new PosixException("open", DEVICE, -result);
            }
            return result;
        }
    }

    /** Memory for requests or answers: the kernel's byte order, and not on the heap. */
    public static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(LARGEST_REQUEST).order(ByteOrder.nativeOrder());
    }

    /**
     * Waits for a request and reads it to the front of {@code buffer}, which {@link #buffer} made.
     *
     * @return false if the file system is mounted no more
     */
    public boolean receive(ByteBuffer buffer) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            while (true) {
                long got = scratch.callLong(LibC.READ, descriptor, address(buffer), buffer.capacity(), 0);
                if (got >= 0) {
                    buffer.clear().limit((int) got);
                    return true;
                }
                int error = (int) -got;
                if (error == Errno.ENODEV || error == Errno.EBADF) {
                    return false;
                }
                // A request that was taken back meanwhile is ENOENT.
                if (error != Errno.ENOENT && error != Errno.EAGAIN) {
                    throw new PosixException("read from", DEVICE, error);
                }
            }
        }
    }

    /**
     * Sends the bytes before {@code buffer}'s position.
     *
     * @return false if nobody waits for that answer any more
     */
    public boolean send(ByteBuffer buffer) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            long put = scratch.callLong(LibC.WRITE, descriptor, address(buffer), buffer.position(), 0);
            int error = put < 0 ? (int) -put : 0;
            if (error != 0 && error != Errno.ENOENT && error != Errno.ENODEV && error != Errno.EBADF) {
                throw new PosixException("write to", DEVICE, error);
            }
            return error == 0;
        }
    }

    private static long address(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer.duplicate().clear()).address();
    }

    /**
     * Ends the mount.
     *
     * @throws PosixException that is {@link PosixException#isBusy busy} if something still uses it
     */
    public void unmount() throws PosixException {
        unmount(false);
    }

    /** Takes the mount away from its place though something uses it; that ends when this process does. */
    public void detach() throws PosixException {
        unmount(true);
    }

    private void unmount(boolean detach) throws PosixException {
        if (!mountedBySelf) {
            FuseHelper.unmount(mountPoint, detach);
            return;
        }
        try (Scratch scratch = Scratch.take()) {
            int error = scratch.putText(Scratch.TEXT, mountPoint);
            int result = error != 0
                    ? -error
                    : scratch.call(LibC.rare("umount2"), scratch.at(Scratch.TEXT), detach ? DETACH : 0);
            // EINVAL: it is no mount point any more.
            if (result < 0 && result != -Errno.EINVAL) {
                throw new PosixException("unmount", mountPoint, -result);
            }
        }
    }

    /** Gives the descriptor back, when no thread uses it any more. */
    @Override
    public void close() {
        try (Scratch scratch = Scratch.take()) {
            scratch.closeDescriptor(descriptor);
        }
    }
}
