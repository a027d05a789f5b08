package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program and the real restic over one repository: the same JSON, the same exit codes. */
class ResticComparisonTest {
    @TempDir
    static Path folder;

    private static String first = "";
    private static String second = "";
    private static String blob = "";
    private static String tree = "";
    private static String pack = "";
    private static TestProgram holdfast = TestProgram.in(Path.of("/"), Map.of());
    private static ResticProgram restic = ResticProgram.newest();

    @BeforeAll
    static void makeRepository() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.createDirectories(source.resolve("sub/deep"));
        Files.writeString(source.resolve("a.txt"), "hello\n");
        Files.writeString(source.resolve("sub/run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(source.resolve("sub/run.sh"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(source.resolve("sub/od\"d\nname"), "odd");
        Files.writeString(source.resolve("sub/deep/ümlaut <&>"), "x".repeat(3000));
        Files.setLastModifiedTime(
                source.resolve("sub/run.sh"), FileTime.from(Instant.parse("1960-05-05T01:02:03.123Z")));
        Files.createLink(source.resolve("sub/hard"), source.resolve("a.txt"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("a.txt"));
        Path repository = Files.createDirectories(folder.resolve("repository"));
        try (RepositoryFixture fixture = RepositoryFixture.at(repository)) {
            first = fixture.backup(source).id().toString();
            Files.writeString(source.resolve("a.txt"), "changed\n");
            Files.delete(source.resolve("link"));
            Files.createDirectories(source.resolve("new/folder"));
            Files.writeString(source.resolve("new/file.txt"), "new");
            second = fixture.backup(source).id().toString();
        }
        Map<String, String> environment =
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString());
        holdfast = TestProgram.in(folder, environment);
        restic = ResticProgram.newest().in(folder).with(environment).with("TZ", "UTC");
        String[] data = holdfast.run("list", "blobs").out().lines().toArray(String[]::new);
        for (String line : data) {
            blob = line.startsWith("data ") ? line.substring("data ".length()) : blob;
            tree = line.startsWith("tree ") ? line.substring("tree ".length()) : tree;
        }
        pack = holdfast.run("list", "packs").out().lines().findFirst().orElseThrow();
    }

    private static String[] words(String line) {
        return line.replace("FIRST", first)
                .replace("SECOND", second)
                .replace("BLOB", blob)
                .replace("TREE", tree)
                .replace("PACK", pack)
                .split(" ", -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshots --json",
                "snapshots --json latest",
                "snapshots --json --host nobody",
                "snapshots --json --latest 1",
                "snapshots --json --group-by host,paths",
                "snapshots --json no-such-snapshot",
                "ls --json FIRST",
                "ls --json SECOND /new",
                "ls --json FIRST:sub",
                "ls --json --recursive SECOND /",
                "ls --json --sort size FIRST",
                "ls --json --sort extension --reverse FIRST",
                "ls --json no-such-snapshot",
                "find --json *.txt run.sh",
                "find --json link",
                "find --json -i RUN.SH -s latest",
                "find --json nothing",
                "find --json -R -O 2000-01-01 deep",
                "find --json --blob BLOB",
                "find --json --tree TREE",
                "find --json --pack PACK",
                "diff --json FIRST SECOND",
                "diff --json --metadata SECOND FIRST",
                "diff --json FIRST",
                "stats --json",
                "stats --json --mode files-by-contents",
                "stats --json --mode blobs-per-file",
                "stats --json --mode raw-data",
                "stats --json FIRST",
                "key list --json",
                "check --json",
                "check --json --read-data",
                "check --json FIRST",
                "check --json --read-data FIRST latest",
                "check --json --host nobody",
                "tag --json --remove nothing",
                "cat config --json"
            })
    void theSameJsonAndExitCode(String line) throws IOException, InterruptedException {
        ResticProgram.Run theirs = restic.attempt(words(line));
        TestProgram.Run ours = holdfast.run(words(line));

        assertEquals(theirs.code(), ours.code(), ours.err() + theirs.err());
        assertEquals(values(theirs.out()), values(ours.out()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-lock", "--no-lock --json", "--no-lock --quiet FIRST"})
    void theSizesOfFilesAndBlobsAreToldAsByRestic(String flags) throws IOException {
        Path stray =
                Files.createDirectories(folder.resolve("repository/data/ff")).resolve("ff".repeat(32));
        try (RandomAccessFile file = new RandomAccessFile(stray.toFile(), "rw")) {
            file.setLength((256L << 20) + 1);
        }
        Path empty = Files.createFile(stray.resolveSibling("ff" + "00".repeat(31)));

        ResticProgram.Run theirs = restic.attempt(words("stats --mode debug " + flags));
        TestProgram.Run ours = holdfast.run(words("stats --mode debug " + flags));
        Files.delete(stray);
        Files.delete(empty);

        assertEquals(0, theirs.code(), theirs.err());
        assertTrue(theirs.err().contains("Oversized: [268435457]"), theirs.err());
        assertEquals(theirs, new ResticProgram.Run(ours.code(), ours.out(), ours.err()));
    }

    @Test
    void latestIsToldByItsIdInADiff() throws IOException {
        String whole = holdfast.run("diff", "--json", first, "latest").out();
        String part = holdfast.run("diff", "--json", "latest:/", "latest:/").out();

        assertEquals(values(restic.attempt("diff", "--json", first, second).out()), values(whole));
        assertTrue(
                part.contains("\"source_snapshot\":\"" + second + ":/\",\"target_snapshot\":\"" + second + ":/\""),
                part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fresh", "./fresh/", "local:fresh"})
    void initTellsTheRepositoryAsItWasNamed(String name) throws IOException, InterruptedException {
        Path theirPlace = Files.createTempDirectory(folder, "theirs");
        Path ourPlace = Files.createTempDirectory(folder, "ours");

        ResticProgram.Run theirs = restic.in(theirPlace).attempt("init", "--json", "-r", name);
        TestProgram.Run ours = TestProgram.in(ourPlace, holdfast.environment()).run("init", "--json", "-r", name);

        String id = "\"id\":\"[0-9a-f]*\"";
        assertEquals(0, ours.code(), ours.err());
        assertEquals(theirs.out().replaceAll(id, ""), ours.out().replaceAll(id, ""));
    }

    /** A program that reads whole numbers would stumble over 100.0. */
    @Test
    void wholeFractionsAreWrittenAsResticDoes() throws IOException, InterruptedException {
        String[] words = {"stats", "--json", "--mode", "raw-data"};

        assertEquals(restic.attempt(words).out(), holdfast.run(words).out());
    }

    private static Object values(String out) {
        // What is spread over lines is one value.
        return out.startsWith("{\n") ? JsonValues.parse(out) : JsonValues.lines(out);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "find *.txt",
                "find -l run.sh",
                "ls SECOND",
                "ls -l FIRST /sub",
                "ls --ncdu FIRST",
                "ls --ncdu FIRST:sub",
                "find --blob BLOB --show-pack-id",
                "diff FIRST SECOND",
                "dump SECOND /a.txt",
                "dump FIRST:sub /hard",
                "cat snapshot FIRST",
                "cat tree FIRST:sub",
                "cat masterkey",
                "cat blob BLOB",
                "list snapshots",
                "list keys",
                "list locks",
                "unlock"
            })
    void theSameText(String line) throws IOException, InterruptedException {
        ResticProgram.Run theirs = restic.attempt(words(line));
        TestProgram.Run ours = holdfast.run(words(line));

        assertEquals(theirs.code(), ours.code(), ours.err() + theirs.err());
        assertEquals(
                theirs.out().lines().sorted().toList(),
                ours.out().lines().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshots --repo no-such-repository",
                "snapshots --password-command echo_wrong",
                "ls",
                "ls FIRST relative",
                "ls FIRST:no/such/folder",
                "dump FIRST /nothing",
                "dump FIRST",
                "dump FIRST ",
                "snapshots -q -vvv",
                "ls -q -v FIRST",
                "find --json -q -v x",
                "stats -q -v",
                "unlock -q -v",
                "init -q -v -r other",
                "check --read-data-subset 5",
                "diff FIRST no-such-snapshot",
                "restore FIRST",
                "restore no-such-snapshot --target t",
                "restore FIRST --target t --include a --exclude b",
                "restore FIRST --target t --overwrite sometimes",
                "restore FIRST --target / --delete",
                "check --read-data-subset 3/2",
                "check --read-data --read-data-subset 1/2",
                "check no-such-snapshot",
                "check FIRST:source",
                "check --host nobody FIRST",
                "check --host nobody latest",
                "check --host nobody FIRST latest",
                "restore FIRST --target t --include-xattr a --exclude-xattr b",
                "restore FIRST --target t --include-xattr [bad",
                "restore FIRST --target t --exclude-xattr [bad",
                "stats --mode unknown",
                "tag",
                "tag --set a --add b",
                "key remove",
                "key remove ffff",
                "cat",
                "cat unknown x",
                "list unknown",
                "find",
                "find --blob --tree x",
                "backup",
                "backup /no/such/path",
                "init",
                "snapshots --group-by unknown",
                "no-such-command",
                "snapshots --no-such-flag"
            })
    void theSameExitCodeForMistakes(String line) throws IOException, InterruptedException {
        ResticProgram.Run theirs = restic.attempt(words(line));
        TestProgram.Run ours = holdfast.run(words(line));

        assertEquals(theirs.code(), ours.code(), ours.err() + theirs.err());
    }
}
