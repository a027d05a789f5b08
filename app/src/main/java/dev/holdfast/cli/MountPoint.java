package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.posix.FuseChannel;
import dev.holdfast.engine.posix.FuseHelperException;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The folder in which snapshots are to be shown. */
record MountPoint(ByteString path) {
    /**
     * Checks that something can be mounted there.
     *
     * @throws InvalidRequest if not
     */
    static MountPoint check(ByteString path) {
        MountPoint point = new MountPoint(path);
        if (!Posix.isSupported() || !FuseChannel.isAvailable()) {
            throw new InvalidRequest(
                    "this system can't mount: there is no /dev/fuse",
                    "load it with `modprobe fuse`, or give the container that device; or use `holdfast restore`");
        }
        try (PosixDirectory folder = PosixDirectory.open(path, true)) {
            if (!folder.names().isEmpty()) {
                throw new InvalidRequest(path + " is not empty", "name an empty folder, or make one with mkdir");
            }
        } catch (PosixException e) {
            throw point.unusable(e);
        }
        return point;
    }

    /**
     * Throws if it lies in the repository: whoever reads that, this program first, would wait for this program.
     *
     * @param location where the repository is, a folder or something else
     */
    void refuseWithin(String location) {
        try {
            Path repository = Path.of(location).toRealPath();
            if (Path.of(path.toString()).toRealPath().startsWith(repository)) {
                throw new InvalidRequest(path + " lies in the repository " + location, "name a folder elsewhere");
            }
        } catch (IOException | InvalidPathException e) {
            // One of them is no path of this system: so it lies elsewhere.
        }
    }

    private InvalidRequest unusable(PosixException e) {
        if (e.isDisconnected()) {
            return new InvalidRequest(
                    path + " is the rest of a mount whose program is gone",
                    "unmount it with `umount -l " + path + "` or `fusermount3 -uz " + path + "`, then mount again");
        }
        if (e.isMissing()) {
            return new InvalidRequest(path + " does not exist", "make it with `mkdir " + path + "`");
        }
        if (e.isDenied()) {
            return new InvalidRequest(
                    path + " may not be opened by this user", "name a folder of your own, or run as its owner");
        }
        return new InvalidRequest(
                path + " can't be mounted on: " + e.getMessage(), "name an empty folder, or make one with mkdir");
    }

    /** Mounts. */
    FuseChannel mount(boolean allowOther, boolean checkPermissions) {
        try {
            return FuseChannel.mount(path, allowOther, checkPermissions);
        } catch (FuseHelperException e) {
            throw helperFailed(e, allowOther);
        } catch (PosixException e) {
            throw refused(e);
        }
    }

    private InvalidRequest helperFailed(FuseHelperException e, boolean allowOther) {
        String what = String.valueOf(e.getMessage());
        if (e.isMissing()) {
            return new InvalidRequest(
                    "can't mount without root's rights: " + what, "install it: as root `apt-get install fuse3`");
        }
        String fix = "name a folder of your own";
        if (what.contains("/dev/fuse")) {
            fix = "let users open it: as root `chmod 666 /dev/fuse`";
        } else if (allowOther && what.contains("user_allow_other")) {
            fix = "put the line user_allow_other into /etc/fuse.conf, or leave out --allow-other";
        }
        return new InvalidRequest("can't mount on " + path + ": " + what, fix);
    }

    /** What to tell about a refusal of the system. */
    EngineException refused(PosixException e) {
        return new InvalidRequest(
                String.valueOf(e.getMessage()),
                e.isDenied()
                        ? "run where mounting is allowed: a container needs the device /dev/fuse and the capability"
                                + " SYS_ADMIN"
                        : "see that " + path + " is an empty folder and that the system's log tells of no error");
    }

    /** Unmounts; if something uses it still, takes it away from there and returns false. */
    boolean unmount(FuseChannel channel) throws PosixException {
        try {
            channel.unmount();
            return true;
        } catch (PosixException e) {
            if (!e.isBusy()) {
                throw e;
            }
            channel.detach();
            return false;
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
