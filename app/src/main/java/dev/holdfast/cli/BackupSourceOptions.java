package dev.holdfast.cli;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.files.NotKept;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.filter.FilesFrom;
import dev.holdfast.engine.filter.Sizes;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.tree.SingleFile;
import dev.holdfast.engine.tree.Source;
import dev.holdfast.service.Surroundings;
import dev.holdfast.source.command.CommandOutput;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The part of {@code backup}'s command line that says what is backed up. */
final class BackupSourceOptions {
    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "files and folders; with --stdin-from-command a command")
    List<String> paths = List.of();

    @Mixin
    ExcludeOptions excluded = new ExcludeOptions();

    @Option(names = "--exclude-caches", description = "leave out folders with a CACHEDIR.TAG")
    boolean excludeCaches;

    @Option(
            names = "--exclude-if-present",
            paramLabel = "NAME[:HEADER]",
            description = "leave out folders with this file")
    List<String> excludeIfPresent = List.of();

    @Option(names = "--exclude-larger-than", paramLabel = "SIZE", description = "leave out larger files, such as 100M")
    String excludeLargerThan = "";

    @Option(
            names = {"-x", "--one-file-system"},
            description = "leave out what is mounted below")
    boolean oneFileSystem;

    @Option(names = "--files-from", paramLabel = "FILE", description = "read patterns of paths from a file")
    List<String> filesFrom = List.of();

    @Option(names = "--files-from-verbatim", paramLabel = "FILE", description = "read paths from a file")
    List<String> filesFromVerbatim = List.of();

    @Option(names = "--files-from-raw", paramLabel = "FILE", description = "read paths ended by zero bytes from a file")
    List<String> filesFromRaw = List.of();

    @Option(names = "--with-atime", description = "keep access times")
    boolean withAccessTime;

    @Option(names = "--stdin", description = "back up standard input")
    boolean stdin;

    @Option(names = "--stdin-from-command", description = "back up the output of a command")
    boolean stdinFromCommand;

    @Option(names = "--stdin-filename", paramLabel = "NAME", description = "name in the snapshot (default: stdin)")
    String stdinFilename = "stdin";

    /**
     * What was chosen.
     *
     * @param paths absolute, for the snapshot; in restic's order and as often as they were given, for snapshots are grouped by them
     */
    record Chosen(Source source, List<String> paths, List<String> excludes, boolean isStream) {}

    Chosen choose(Surroundings surroundings) {
        if (stdin || stdinFromCommand) {
            return stream(surroundings);
        }
        List<ByteString> targets = new ArrayList<>();
        for (String file : filesFrom) {
            FilesFrom.Expansion expansion = FilesFrom.patterns(NamedFile.read(file, surroundings), new SystemNames());
            targets.addAll(expansion.paths());
            expansion.unmatched().forEach(line -> surroundings.err().println("warning: nothing matches " + line));
        }
        filesFromVerbatim.forEach(file -> targets.addAll(FilesFrom.verbatim(NamedFile.read(file, surroundings))));
        filesFromRaw.forEach(file -> targets.addAll(FilesFrom.raw(NamedFile.read(file, surroundings))));
        targets.addAll(bytes(paths));
        if (targets.isEmpty()) {
            throw new InvalidRequest("nothing to back up", "name files or folders, or use --files-from or --stdin");
        }
        if (targets.stream().allMatch(ByteString::isEmpty)) {
            throw new InvalidRequest(
                    "the path \"\" is empty, so there is nothing to back up",
                    "name files or folders; see whether a variable in the command line is empty");
        }
        NotKept.note().ifPresent(surroundings.err()::println);
        Source source = LocalFiles.of(
                targets,
                exclusions(surroundings),
                new LocalFiles.Options(surroundings.workingDirectory(), withAccessTime, surroundings.zone()));
        return new Chosen(source, absolute(targets, surroundings), excluded.patterns, false);
    }

    private Exclusions.Builder exclusions(Surroundings surroundings) {
        Exclusions.Builder builder = Exclusions.builder()
                .patterns(bytes(excluded.patterns))
                .insensitivePatterns(bytes(excluded.patternsIgnoringCase));
        for (String file : excluded.files) {
            builder.patternFile(
                    NamedFile.read(file, surroundings),
                    surroundings.environment().variables());
        }
        excluded.filesIgnoringCase.forEach(file -> builder.insensitivePatternFile(
                NamedFile.read(file, surroundings), surroundings.environment().variables()));
        excludeIfPresent.forEach(rule -> builder.ifPresent(Arguments.bytes(rule)));
        if (excludeCaches) {
            builder.caches();
        }
        if (!excludeLargerThan.isEmpty()) {
            builder.largerThan(Sizes.parse(excludeLargerThan));
        }
        if (oneFileSystem) {
            builder.oneFileSystem();
        }
        return builder;
    }

    private static List<ByteString> bytes(List<String> words) {
        return words.stream().map(Arguments::bytes).toList();
    }

    private static List<String> absolute(List<ByteString> targets, Surroundings surroundings) {
        List<String> absolute = new ArrayList<>();
        for (ByteString target : targets) {
            if (LocalFiles.exists(target)) {
                absolute.add(LocalFiles.absolute(surroundings.workingDirectory(), target)
                        .toString());
            }
        }
        return absolute;
    }

    private Chosen stream(Surroundings surroundings) {
        if (stdinFromCommand && paths.isEmpty()) {
            throw new InvalidRequest(
                    "no command was given", "write it after --, as in: --stdin-from-command -- pg_dump db");
        }
        if (stdin && !stdinFromCommand && !paths.isEmpty()) {
            throw new InvalidRequest("--stdin and paths exclude each other", "give one of them");
        }
        Instant now = surroundings.clock().instant();
        Timestamp time = Timestamp.of(now, surroundings.zone().getRules().getOffset(now));
        List<ByteString> names = new ArrayList<>();
        for (String name : stdinFilename.split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.add(Arguments.bytes(name));
            }
        }
        if (names.isEmpty()) {
            throw new InvalidRequest(
                    "--stdin-filename \"" + stdinFilename + "\" names no file", "give a name such as dump.sql");
        }
        String path =
                "/" + String.join("/", names.stream().map(ByteString::toString).toList());
        // Last, when nothing else can be wrong with the command line.
        InputStream in = stdinFromCommand ? CommandOutput.start(paths) : surroundings.in();
        return new Chosen(new SingleFile(names, in, time), List.of(path), List.of(), true);
    }
}
