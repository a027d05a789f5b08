package dev.holdfast.engine.repo;

import dev.holdfast.engine.posix.Posix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes of the machine that this program runs on. */
public final class SystemProcesses implements ProcessTable {
    /** Field of {@code /proc/PID/stat}, counted from behind the process's name, that tells when it began; see proc(5). */
    private static final int START_FIELD = 19;

    @Override
    public String bootId() {
        return Posix.isSupported() ? Posix.bootId() : "";
    }

    @Override
    public long processNamespace() {
        return Posix.isSupported() ? Posix.processNamespace().orElse(0) : 0;
    }

    @Override
    public boolean isAlive(long pid) {
        return Posix.isSupported()
                ? Posix.isProcessAlive(pid)
                : ProcessHandle.of(pid).isPresent();
    }

    @Override
    public long startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 1).trim().split(" "));
            return Long.parseLong(fields.get(START_FIELD));
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
