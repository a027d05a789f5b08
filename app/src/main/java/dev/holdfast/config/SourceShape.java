package dev.holdfast.config;

import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.filter.PatternList;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.job.ByteSize;
import dev.holdfast.job.CommandSource;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.InvalidValue;
import dev.holdfast.job.SourceSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The kinds of sources with their keys. */
final class SourceShape {
    /** Kinds of the contract that this version knows by name only; {@link NotYet} refuses them. */
    private static final List<String> LATER = List.of(
            "postgres",
            "mariadb",
            "redis",
            "sqlite",
            "mongodb",
            "qdrant",
            "vault",
            "bucket",
            "n8n",
            "grafana",
            "docker-volumes",
            "vm");

    private static final Text<String> PATTERN = Text.of("a pattern such as \"*.tmp\"", SourceShape::pattern);
    private static final Key<List<String>> FILES = Key.required(
            "files",
            ListOf.orOne(Text.of("a full path", SourceShape::fullPath), "a list of paths"),
            "Full paths of files and folders, with everything below them.");
    private static final Key<List<String>> EXCLUDE = Key.optional(
            "exclude", ListOf.orOne(PATTERN, "a list of patterns"), "Patterns of what is left out, as in restic.");
    private static final Key<List<String>> IEXCLUDE = Key.optional(
            "iexclude",
            ListOf.orOne(PATTERN, "a list of patterns"),
            "Patterns of what is left out, upper and lower case being equal.");
    private static final Key<List<Path>> EXCLUDE_FILE = Key.optional(
            "exclude-file", ListOf.orOne(Forms.PATH, "a list of paths"), "Files with patterns, one in a line.");
    private static final Key<List<String>> EXCLUDE_IF_PRESENT = Key.optional(
            "exclude-if-present",
            ListOf.orOne(Text.of("the name of a file", SourceShape::tagRule), "a list of names of files"),
            "Names of files, with :HEADER or without, that mark a folder to be left out.");
    private static final Key<ByteSize> EXCLUDE_LARGER_THAN =
            Key.optional("exclude-larger-than", Forms.SIZE, "Files above this size are left out.");
    private static final Key<Boolean> EXCLUDE_CACHES = Key.optional(
            "exclude-caches", Text.flag(), "Whether folders marked as caches by CACHEDIR.TAG are left out.");
    private static final Key<Boolean> ONE_FILE_SYSTEM =
            Key.optional("one-file-system", Text.flag(), "Whether other file systems mounted below are left out.");

    private static final Section<SourceSettings> FILES_SECTION = new Section<>(
            "such as files: [/home/me]",
            List.of(
                    FILES,
                    EXCLUDE,
                    IEXCLUDE,
                    EXCLUDE_FILE,
                    EXCLUDE_IF_PRESENT,
                    EXCLUDE_LARGER_THAN,
                    EXCLUDE_CACHES,
                    ONE_FILE_SYSTEM),
            SourceShape::files);

    private static final Key<List<String>> RUN = Key.required(
            "run",
            new ProgramShape(ListOf.of(Text.word(), "a list with the program and its arguments")),
            "The program and its arguments; no shell is involved.");
    private static final Key<String> NAME = Key.required(
            "name",
            Text.matching(CommandSource.NAME_PATTERN, "a file name such as app.sql", (text, reading, from) -> {
                CommandSource.checkName(text);
                return text;
            }),
            "Name of the file in the snapshot; it lies in /.holdfast/command.");
    private static final Section<SourceSettings> COMMAND_KEYS = new Section<>(
            "such as { run: [program, argument], name: app.sql }",
            List.of(RUN, NAME),
            values -> new CommandSource(values.get(RUN), values.get(NAME)));
    private static final Key<SourceSettings> COMMAND =
            Key.required("command", COMMAND_KEYS, "What a program writes to its standard output, stored as one file.");

    /** One source of a job. */
    static final Choice<SourceSettings> SHAPE = new Choice<>("a source such as files: [/home/me]", all());

    private SourceShape() {}

    private static List<Section<SourceSettings>> all() {
        List<Section<SourceSettings>> sections = new ArrayList<>();
        sections.add(FILES_SECTION);
        sections.add(new Section<>(COMMAND_KEYS.expected(), List.of(COMMAND), values -> values.get(COMMAND)));
        for (String kind : LATER) {
            Key<YamlNode> key = Key.required(kind, new Anything("its keys"), "A later version's source.");
            sections.add(new Section<>(kind + ": with its keys", List.of(key), values -> {
                throw new IllegalStateException(kind + " was not refused");
            }));
        }
        return List.copyOf(sections);
    }

    private static String fullPath(String text, Reading reading, YamlNode.Scalar from) {
        String path = reading.withHome(text);
        if (text.isBlank() || !path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new InvalidValue(
                    Quoted.of(text) + " is not a full path", "begin it with / or ~/, such as /home/me/documents");
        }
        return path;
    }

    private static String pattern(String text, Reading reading, YamlNode.Scalar from) {
        return understood(text, "a pattern such as \"*.tmp\"", rule -> PatternList.of(List.of(rule)));
    }

    private static String tagRule(String text, Reading reading, YamlNode.Scalar from) {
        return understood(
                text, "the name of a file", rule -> Exclusions.builder().ifPresent(rule));
    }

    /** The text, if the filters of a backup can make something of it. */
    private static String understood(String text, String expected, Consumer<ByteString> parse) {
        if (text.isBlank()) {
            throw new InvalidValue("the value is empty", "write " + expected);
        }
        try {
            parse.accept(ByteString.of(text));
            return text;
        } catch (InvalidRequest e) {
            throw new InvalidValue(String.valueOf(e.getMessage()), e.fix());
        }
    }

    private static SourceSettings files(Values values) {
        FilesSource.Filters filters = new FilesSource.Filters(
                values.or(EXCLUDE, List.of()),
                values.or(IEXCLUDE, List.of()),
                values.or(EXCLUDE_FILE, List.of()).stream().map(Path::toString).toList(),
                values.or(EXCLUDE_IF_PRESENT, List.of()),
                values.find(EXCLUDE_LARGER_THAN),
                values.or(EXCLUDE_CACHES, false),
                values.or(ONE_FILE_SYSTEM, false));
        return new FilesSource(values.get(FILES), filters);
    }
}
