package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.posix.PosixDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostileMachineTest {
    /** Run in a name space of its own: the arguments are the repository's folder, the folders to back up, and the program. */
    private static final String FULL_DISK = """
            set -u
            repository=$1 small=$2 large=$3; shift 3
            cp -a "$repository/." "$repository.copy"
            mount -t tmpfs -o size=16m none "$repository" && cp -a "$repository.copy/." "$repository" || exit 99
            "$@" backup "$small" || exit 98
            head -c 2000000 /dev/zero >"$repository/filler"
            "$@" backup "$large" --pack-size 4; code=$?
            echo "exit code $code" >&2
            "$@" snapshots --json | tr '{' '\\n' | grep -c '"time"' >&2
            cat /dev/zero >"$repository/filler" 2>/dev/null
            "$@" snapshots && exit 96
            "$@" snapshots --no-lock || exit 95
            rm "$repository/filler"; mount -o remount,size=64m "$repository"
            "$@" backup "$large" || exit 97
            rm -rf "$repository.copy" && cp -a "$repository/." "$repository.copy"
            """;

    @TempDir
    private Path home;

    private Path repository;
    private Path folder;

    @BeforeEach
    void makeRepository() throws IOException {
        repository = home.resolve("repository");
        folder = Files.createDirectory(home.resolve("folder"));
        ScratchRepository.make(LocalBackend.at(repository), 2);
    }

    @Test
    void aFullDiskIsToldAndHarmsNothingAndTheNextRunWithRoomSucceeds() throws Exception {
        Path small = Files.createDirectory(home.resolve("small"));
        write(small.resolve("a"), 1_000_000);
        for (int i = 0; i < 20; i++) {
            write(folder.resolve("large" + i), 1_500_000);
        }
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                FULL_DISK,
                "sh",
                repository.toString(),
                small.toString(),
                folder.toString()));
        command.addAll(Child.command());
        Path output = home.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        builder.environment().put("RESTIC_PASSWORD", ScratchRepository.PASSWORD);

        int code = builder.start().waitFor();

        String told = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, code, told);
        assertTrue(told.contains("exit code 1\n"), told);
        assertTrue(told.contains("error: no space left in " + repository), told);
        assertTrue(told.contains("fix:   make room there, then run again"), told);
        assertTrue(told.contains("error: the repository can't be locked: no space left in " + repository), told);
        assertTrue(told.contains("fix:   make room there, or give --no-lock: "), told);
        assertEquals(
                2,
                Soundness.read(LocalBackend.at(home.resolve("repository.copy"))).size());
    }

    /** Under chroot the list of mounts names nothing that the program sees; under cron and systemd there may be no HOME. */
    @Test
    void aFirstBackupNeedsNeitherAListOfMountsNorAHome() throws Exception {
        write(folder.resolve("letter"), 1000);
        List<String> command = new ArrayList<>(
                List.of("unshare", "-rm", "sh", "-c", "mount --bind /dev/null /proc/$$/mounts; exec \"$@\"", "sh"));
        command.addAll(Child.command("quickstart", folder.toString()));
        command.add(command.indexOf("-cp"), "-Duser.home=" + home);
        List<String> status = Child.command("status");
        status.add(status.indexOf("-cp"), "-Duser.home=" + home);

        String first = withoutHome(command);
        String second = withoutHome(status);

        assertTrue(first.contains("\nrestored and compared "), first);
        assertTrue(second.contains("passed"), second);
    }

    private String withoutHome(List<String> command) throws Exception {
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.equals("HOME") || name.startsWith("XDG_"));
        builder.environment().put("XDG_STATE_HOME", home.resolve("state").toString());

        int code = builder.start().waitFor();

        String told = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, code, told);
        return told;
    }

    @Test
    void whatMayNotBeReadIsLeftOutAndTold() throws Exception {
        write(folder.resolve("readable"), 1000);
        write(folder.resolve("secret"), 1000);
        Path closed = Files.createDirectory(folder.resolve("closed"));
        write(closed.resolve("inside"), 1000);
        Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Child child = Child.start(repository, withoutRights(), "backup", folder.toString());

        assertEquals(3, child.exitCode(), child::errors);
        assertTrue(child.errors().contains(folder.resolve("secret") + ": permission denied"), child::errors);
        assertTrue(child.errors().contains(closed + ": permission denied"), child::errors);
        assertEquals(1, Soundness.read(LocalBackend.at(repository)).size());
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aPathThatMayNotBeReachedIsNotCalledMissing() throws Exception {
        Path closed = folder.resolve("closed");
        Path inside = Files.createDirectories(closed.resolve("inside"));
        write(folder.resolve("letter"), 1000);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        String denied = inside + ": read status of " + inside + ": permission denied";

        Child none = Child.start(repository, withoutRights(), "backup", inside.toString());
        Child some = Child.start(
                repository,
                withoutRights(),
                "backup",
                inside.toString(),
                folder.resolve("letter").toString());
        Child quickstart = Child.start(repository, withoutRights(), "quickstart", inside.toString());

        assertEquals(1, none.exitCode(), none::errors);
        assertTrue(none.errors().startsWith("error: " + denied), none::errors);
        assertTrue(none.errors().contains("where this user may not go, give it the right"), none::errors);
        assertEquals(3, some.exitCode(), some::errors);
        assertTrue(some.errors().contains("warning: " + denied), some::errors);
        assertEquals(1, quickstart.exitCode(), quickstart::errors);
        assertTrue(quickstart.errors().startsWith("error: " + inside + ": permission denied"), quickstart::errors);
        assertEquals(1, Soundness.read(LocalBackend.at(repository)).size());
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aWorkingFolderThatMayNotBeListedIsNotCalledMissing() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("--x------"));

        String told = tellIn(folder, 1, "backup", ".");

        assertTrue(told.contains("permission denied"), told);
        assertFalse(told.contains("does not exist"), told);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void whatLiesBelowARelativePathIsToldByItsFullPath() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path secret = folder.resolve("secret");
        Path letter = folder.resolve("letter");
        write(secret, 1000);
        write(letter, 1000);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        ByteString name = ByteString.of("user.").concat(ByteString.copyOf(new byte[] {(byte) 0xff}));
        try (PosixDirectory directory = PosixDirectory.open(ByteString.of(folder.toString()), true)) {
            directory.setExtendedAttribute(
                    ByteString.of("letter"), new ExtendedAttribute(name, ByteString.of("value")));
        }

        String told = tellIn(home, 3, "backup", "folder");

        assertTrue(told.contains("warning: " + closed + ": "), told);
        assertTrue(told.contains("warning: " + secret + ": "), told);
        assertTrue(told.contains("warning: " + letter + ": "), told);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }

    /** Enough of such snapshots, and a retention rule would remove the last one that holds something. */
    @Test
    void aSnapshotOfNothingIsNotWritten() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));

        String told = tellIn(home, 1, "backup", "folder");

        assertTrue(told.contains("warning: " + folder + ": "), told);
        assertTrue(told.contains("error: there is nothing to back up"), told);
        assertEquals(0, Soundness.read(LocalBackend.at(repository)).size());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** What the program tells that works in {@code folder} and may do only what its user may. */
    private String tellIn(Path workingDirectory, int code, String... words) throws Exception {
        List<String> command = new ArrayList<>(withoutRights());
        command.addAll(Child.command(words));
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        builder.environment().put("RESTIC_PASSWORD", ScratchRepository.PASSWORD);

        int ended = builder.start().waitFor();

        String told = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(code, ended, told);
        return told;
    }

    @Test
    void readingWhereNoLockCanBePutNamesTheWayWithoutOne() throws Exception {
        Path locks = repository.resolve("locks");
        Files.setPosixFilePermissions(locks, PosixFilePermissions.fromString("r-xr-xr-x"));

        Child locking = Child.start(repository, withoutRights(), "snapshots");
        Child without = Child.start(repository, withoutRights(), "snapshots", "--no-lock");
        Child writing = Child.start(repository, withoutRights(), "backup", folder.toString());

        assertEquals(1, locking.exitCode(), locking::errors);
        assertTrue(locking.errors().contains("error: the repository can't be locked: "), locking::errors);
        assertTrue(locking.errors().contains("permission denied"), locking::errors);
        assertTrue(
                locking.errors().contains("fix:   run as a user who may write there, or give --no-lock"),
                locking::errors);
        assertEquals(0, without.exitCode(), without::errors);
        assertEquals(1, writing.exitCode(), writing::errors);
        assertFalse(writing.errors().contains("--no-lock"), writing::errors);
        Files.setPosixFilePermissions(locks, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void tooLittleMemoryIsTold() throws Exception {
        write(folder.resolve("large"), 20_000_000);

        List<String> command = Child.command("backup", folder.toString());
        command.replaceAll(word -> word.startsWith("-Xmx") ? "-Xmx16m" : word);
        Path output = home.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        builder.environment().put("RESTIC_PASSWORD", ScratchRepository.PASSWORD);

        int code = builder.start().waitFor();

        String told = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(1, code, told);
        assertTrue(
                told.matches("(?s).*error: the 1[0-9] MiB of memory that this program may take are not enough\n.*"),
                told);
        assertTrue(told.contains("fix:   run it with JDK_JAVA_OPTIONS=-Xmx"), told);
        assertEquals(0, Soundness.read(LocalBackend.at(repository)).size());
    }

    /** As in /home on machines whose users may not see each other's names. */
    @Test
    void aFolderThatMayOnlyBePassedThroughIsNoObstacle() throws Exception {
        Path homes = Files.createDirectory(folder.resolve("homes"));
        Path mine = Files.createDirectory(homes.resolve("mine"));
        write(mine.resolve("letter"), 1000);
        Files.setPosixFilePermissions(homes, PosixFilePermissions.fromString("--x--x--x"));

        Child whole = Child.start(repository, withoutRights(), "backup", mine.toString());
        Child file = Child.start(
                repository, withoutRights(), "backup", mine.resolve("letter").toString());

        assertEquals(0, whole.exitCode(), whole::errors);
        assertEquals(0, file.exitCode(), file::errors);
        assertEquals(2, Soundness.read(LocalBackend.at(repository)).size());
        Files.setPosixFilePermissions(homes, PosixFilePermissions.fromString("rwx------"));
    }

    private static List<String> withoutRights() {
        return Posix.userId() == 0 ? List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all") : List.of();
    }

    private static void write(Path file, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(file.hashCode()).nextBytes(content);
        Files.write(file, content);
    }
}
