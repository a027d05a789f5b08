package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.EngineException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The C library's functions, and the one way in which they are all called.
 *
 * <p>Every function used takes at most six integers or pointers and returns an integer, so a single call shape serves
 * all of them: six longs to a long, the function's address being an argument too. Registers that a function does not
 * look at do no harm in the calling conventions of Linux on x86-64 and AArch64, for variadic functions neither. Each
 * further shape would cost milliseconds of code generation when the program starts.
 */
final class LibC {
    /** AArch64 numbers a few flags and calls of its own. */
    static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    private static final MethodType TYPE = MethodType.methodType(
            long.class,
            MemorySegment.class,
            MemorySegment.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class);

    private static final boolean LINUX = isKnownLinux();
    private static final @Nullable SymbolLookup LOOKUP =
            LINUX ? Linker.nativeLinker().defaultLookup() : null;
    private static final MethodHandle CALL = LINUX ? link() : MethodHandles.empty(TYPE);

    /** The first function that was not found; written only while the class is being initialised. */
    private static @Nullable String missing;

    static final MemorySegment CLOSE = find("close");
    static final MemorySegment FALLOCATE = find("fallocate");
    static final MemorySegment FCHMOD = find("fchmod");
    static final MemorySegment FCHMODAT = find("fchmodat");
    static final MemorySegment FCHOWN = find("fchown");
    static final MemorySegment FCHOWNAT = find("fchownat");
    static final MemorySegment FGETXATTR = find("fgetxattr");
    static final MemorySegment FLISTXATTR = find("flistxattr");
    static final MemorySegment FREMOVEXATTR = find("fremovexattr");
    static final MemorySegment FSETXATTR = find("fsetxattr");
    static final MemorySegment FSTATVFS = find("fstatvfs");
    static final MemorySegment FSYNC = find("fsync");
    static final MemorySegment FTRUNCATE = find("ftruncate");
    static final MemorySegment FUTIMENS = find("futimens");
    static final MemorySegment GETDENTS64 = find("getdents64");
    static final MemorySegment GETEGID = find("getegid");
    static final MemorySegment GETEUID = find("geteuid");
    static final MemorySegment GETGRGID_R = find("getgrgid_r");
    static final MemorySegment GETGRNAM_R = find("getgrnam_r");
    static final MemorySegment GETHOSTNAME = find("gethostname");
    static final MemorySegment GETPWNAM_R = find("getpwnam_r");
    static final MemorySegment GETPWUID_R = find("getpwuid_r");
    static final MemorySegment IOCTL = find("ioctl");
    static final MemorySegment ISATTY = find("isatty");
    static final MemorySegment KILL = find("kill");
    static final MemorySegment LGETXATTR = find("lgetxattr");
    static final MemorySegment LINKAT = find("linkat");
    static final MemorySegment LLISTXATTR = find("llistxattr");
    static final MemorySegment LREMOVEXATTR = find("lremovexattr");
    static final MemorySegment LSEEK = find("lseek");
    static final MemorySegment LSETXATTR = find("lsetxattr");
    static final MemorySegment MKDIRAT = find("mkdirat");
    static final MemorySegment OPENAT = find("openat");
    static final MemorySegment PIPE2 = find("pipe2");
    static final MemorySegment POSIX_FADVISE = find("posix_fadvise");
    static final MemorySegment PREAD = find("pread");
    static final MemorySegment PWRITE = find("pwrite");
    static final MemorySegment READ = find("read");
    static final MemorySegment READLINKAT = find("readlinkat");
    static final MemorySegment RENAMEAT = find("renameat");
    static final MemorySegment STATVFS = find("statvfs");
    static final MemorySegment STATX = find("statx");
    static final MemorySegment SYMLINKAT = find("symlinkat");
    static final MemorySegment SYNCFS = find("syncfs");
    static final MemorySegment SYSCALL = find("syscall");
    static final MemorySegment TCGETATTR = find("tcgetattr");
    static final MemorySegment TCSETATTR = find("tcsetattr");
    static final MemorySegment UNLINKAT = find("unlinkat");
    static final MemorySegment UTIMENSAT = find("utimensat");
    static final MemorySegment WRITE = find("write");

    /** Whether the system is one for which the numbers in this package hold and no function is missing. */
    static final boolean SUPPORTED = LINUX && missing == null;

    /** Kernel calls that older C libraries do not export. */
    static final int SYS_MKNODAT = ARM ? 33 : 259;

    static final int SYS_FCHMODAT2 = 452;
    static final int SYS_LISTXATTRAT = 465;

    private LibC() {}

    /** Refuses to go on where {@link #SUPPORTED} is false. */
    static void require() {
        if (!SUPPORTED) {
            throw new EngineException.SystemFailure(
                    "direct file access needs Linux on x86-64 or AArch64 with a C library of 2019 or later"
                            + (missing == null ? "" : " (it lacks " + missing + ")"),
                    null,
                    null);
        }
    }

    /** Calls {@code function}; its {@code errno} is left in {@code errno} whatever it returned. */
    static long call(MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, errno, a, b, c, d, e, f);
        } catch (Throwable impossible) {
            throw new AssertionError("a native call does not throw", impossible);
        }
    }

    private static boolean isKnownLinux() {
        return "Linux".equals(System.getProperty("os.name")) && (ARM || "amd64".equals(System.getProperty("os.arch")));
    }

    @SuppressWarnings("restricted") // the arguments of every call are made in this package only
    private static MethodHandle link() {
        MemoryLayout[] arguments = new MemoryLayout[6];
        Arrays.fill(arguments, ValueLayout.JAVA_LONG);
        return Linker.nativeLinker()
                .downcallHandle(
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments),
                        Linker.Option.captureCallState("errno"));
    }

    /** A function that few commands use; looked for when it is asked for, so that others start no slower. */
    static MemorySegment rare(String function) {
        require();
        return LOOKUP == null
                ? MemorySegment.NULL
                : LOOKUP.find(function)
                        .orElseThrow(() -> new EngineException.SystemFailure(
                                "this system's C library lacks " + function, null, null));
    }

    private static MemorySegment find(String function) {
        if (LOOKUP == null) {
            return MemorySegment.NULL;
        }
        return LOOKUP.find(function).orElseGet(() -> {
            missing = function;
            return MemorySegment.NULL;
        });
    }
}
