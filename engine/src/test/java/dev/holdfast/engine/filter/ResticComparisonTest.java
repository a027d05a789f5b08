package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.model.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random trees and rules, decided by us and by the real restic. */
final class ResticComparisonTest {
    private static final Pattern ITEM = Pattern.compile("\"(?:item|path)\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final int CASES = Integer.getInteger("holdfast.filter.cases", 9);

    @TempDir
    Path folder;

    @Test
    void backupLeavesOutTheSamePaths() throws IOException {
        long seed = Long.getLong("holdfast.filter.seed", 20_260_101);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        RandomTree trees = new RandomTree(random);
        Path root = folder.toRealPath().resolve("tree");
        Files.createDirectory(root);
        trees.fill(root, 3);
        ResticProgram restic = withRepository();

        for (int i = 0; i < CASES; i++) {
            Rules rules = Rules.random(random, trees, root.toString());

            Set<String> theirs = backedUpByRestic(restic, root, rules);
            Set<String> ours = backedUpByUs(root, rules);

            ours.removeIf(path -> Files.isSymbolicLink(Path.of(path)));
            assertSame(theirs, ours, "seed " + seed + ", case " + i + ": " + rules);
        }
    }

    @Test
    void restoreAndFindTakeTheSamePaths() throws IOException {
        long seed = Long.getLong("holdfast.filter.seed", 20_260_102);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        RandomTree trees = new RandomTree(random);
        Path root = Files.createDirectory(folder.toRealPath().resolve("tree"));
        trees.fill(root, 2);
        ResticProgram restic = withRepository();
        run(restic, root, List.of("backup", ".", "--quiet"));

        for (int i = 0; i < CASES / 3; i++) {
            List<String> patterns = trees.patterns("");
            String message = "seed " + seed + ", case " + i + ": " + patterns;

            Selection including =
                    Selection.of(new Selection.Patterns(bytes(patterns), List.of(), List.of(), List.of()));
            assertSame(restored(restic, root, "--include", patterns), selected(root, including), message);

            Selection ignoringCase =
                    Selection.of(new Selection.Patterns(List.of(), bytes(patterns), List.of(), List.of()));
            assertSame(restored(restic, root, "--iinclude", patterns), selected(root, ignoringCase), message);

            List<String> find = new ArrayList<>(List.of("find", "--json", "--ignore-case", "--"));
            find.addAll(patterns);
            Set<String> found = items(run(restic, root, find));
            found.removeIf(path -> Files.isDirectory(root.resolve("." + path), LinkOption.NOFOLLOW_LINKS));
            assertSame(found, selected(root, Selection.finding(bytes(patterns), true)), "find, " + message);
        }
    }

    /** Directories are left out: restic also names those that it only makes for what is in them. */
    private static Set<String> restored(ResticProgram restic, Path root, String flag, List<String> patterns) {
        List<String> arguments =
                new ArrayList<>(List.of("restore", "latest", "--dry-run", "-vv", "--json", "--target"));
        arguments.add(root.resolveSibling("nowhere").toString());
        patterns.forEach(pattern -> arguments.addAll(List.of(flag, pattern)));
        Set<String> paths = items(run(restic, root, arguments));
        paths.removeIf(path -> Files.isDirectory(root.resolve("." + path), LinkOption.NOFOLLOW_LINKS));
        return paths;
    }

    private static Set<String> selected(Path root, Selection selection) throws IOException {
        Set<String> paths = new TreeSet<>();
        walk(root, "", selection.root(), paths);
        return paths;
    }

    private static void walk(Path folder, String path, Selection.Directory within, Set<String> into)
            throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                Selection.Choice choice = within.choose(ByteString.of(name), isDirectory);
                if (choice.selected() && !isDirectory) {
                    into.add(path + "/" + name);
                }
                if (choice.childMayBeSelected()) {
                    walk(entry, path + "/" + name, within.enter(ByteString.of(name)), into);
                }
            }
        }
    }

    private static List<ByteString> bytes(List<String> texts) {
        return texts.stream().map(ByteString::of).toList();
    }

    /** A dry run does not name links, so this is a real one. */
    @Test
    void sizeOfALinkCounts() throws IOException {
        Path root = Files.createDirectory(folder.toRealPath().resolve("tree"));
        Files.createSymbolicLink(root.resolve("long"), Path.of("x".repeat(11)));
        Files.createSymbolicLink(root.resolve("short"), Path.of("x".repeat(10)));
        Files.createDirectory(root.resolve("directory"));
        ResticProgram restic = withRepository();
        Rules rules = new Rules(List.of(), List.of(), List.of("--exclude-larger-than", "10"));

        run(restic, root, List.of("backup", ".", "--exclude-larger-than", "10", "--quiet"));
        List<String> theirs = run(restic, root, List.of("ls", "latest", "--quiet"));

        assertEquals(List.of("/directory", "/short"), theirs);
        assertEquals(Set.of(root + "/directory", root + "/short"), backedUpByUs(root, rules));
    }

    private static void assertSame(Set<String> theirs, Set<String> ours, String message) {
        Set<String> onlyTheirs = new TreeSet<>(theirs);
        onlyTheirs.removeAll(ours);
        Set<String> onlyOurs = new TreeSet<>(ours);
        onlyOurs.removeAll(theirs);
        assertEquals(List.of(Set.of(), Set.of()), List.of(onlyTheirs, onlyOurs), () -> message + "; theirs, ours");
    }

    /** The flags of a backup. */
    private record Rules(List<String> excludes, List<String> insensitive, List<String> others) {
        static Rules random(Random random, RandomTree trees, String root) {
            int kind = random.nextInt(4);
            List<String> others = new ArrayList<>();
            if (random.nextInt(4) == 0) {
                others.addAll(List.of("--exclude-if-present", random.nextBoolean() ? "TAG" : "TAG:stop"));
            }
            if (random.nextInt(4) == 0) {
                others.add("--exclude-caches");
            }
            if (random.nextInt(4) == 0) {
                others.addAll(List.of("--exclude-larger-than", String.valueOf(random.nextInt(40))));
            }
            return new Rules(
                    kind == 0 ? List.of() : trees.patterns(root), kind > 1 ? List.of() : trees.patterns(root), others);
        }

        List<String> arguments(Path root) {
            List<String> arguments =
                    new ArrayList<>(List.of("backup", "--dry-run", "--no-scan", "--json", "-vv", root.toString()));
            excludes.forEach(pattern -> arguments.addAll(List.of("--exclude", pattern)));
            insensitive.forEach(pattern -> arguments.addAll(List.of("--iexclude", pattern)));
            arguments.addAll(others);
            return arguments;
        }

        Exclusions exclusions(Path root) {
            Exclusions.Builder builder = Exclusions.builder()
                    .patterns(bytes(excludes))
                    .insensitivePatterns(bytes(insensitive))
                    .targets(List.of(new Exclusions.Target(ByteString.of(root.toString()), 1)));
            for (int i = 0; i < others.size(); i++) {
                switch (others.get(i)) {
                    case "--exclude-caches" -> builder.caches();
                    case "--exclude-if-present" -> builder.ifPresent(ByteString.of(others.get(++i)));
                    default -> builder.largerThan(Sizes.parse(others.get(++i)));
                }
            }
            return builder.build();
        }
    }

    private static Set<String> backedUpByRestic(ResticProgram restic, Path root, Rules rules) {
        Set<String> paths = items(run(restic, root.getParent(), rules.arguments(root)));
        paths.removeIf(path -> !path.startsWith(root + "/"));
        return paths;
    }

    /** The paths in restic's JSON, without a slash at the end. */
    private static Set<String> items(List<String> lines) {
        Set<String> paths = new TreeSet<>();
        for (String line : lines) {
            Matcher item = ITEM.matcher(line);
            while (item.find()) {
                paths.add(item.group(1).replaceAll("\\\\(.)", "$1").replaceAll("/$", ""));
            }
        }
        return paths;
    }

    private static Set<String> backedUpByUs(Path root, Rules rules) throws IOException {
        ExclusionDirectory directory = rules.exclusions(root).root(1, TagCheck.NONE);
        Path path = root.getRoot();
        for (Path name : root) {
            path = path.resolve(name);
            ByteString bytes = ByteString.of(name.toString());
            directory = directory.enter(bytes, 1, tags(path));
        }
        Set<String> paths = new TreeSet<>();
        walk(root, directory, paths);
        return paths;
    }

    private static void walk(Path folder, ExclusionDirectory rules, Set<String> into) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                ByteString name = ByteString.of(entry.getFileName().toString());
                boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                if (rules.excludesName(name) || rules.excludes(name, isDirectory, size(entry), 1)) {
                    continue;
                }
                into.add(entry.toString());
                if (isDirectory) {
                    walk(entry, rules.enter(name, 1, tags(entry)), into);
                }
            }
        }
    }

    private static long size(Path path) throws IOException {
        return (long) Files.getAttribute(path, "size", LinkOption.NOFOLLOW_LINKS);
    }

    private static TagCheck tags(Path directory) {
        return (name, header) -> {
            Path tag = directory.resolve(name.toString());
            try {
                return Files.exists(tag, LinkOption.NOFOLLOW_LINKS)
                        && Files.readString(tag).startsWith(header.toString());
            } catch (IOException e) {
                return false;
            }
        };
    }

    private ResticProgram withRepository() {
        ResticProgram restic = ResticProgram.newest().on(folder.resolve("repository"), "test");
        restic.run("init");
        return restic;
    }

    /** The lines that restic prints, warnings among them. */
    private static List<String> run(ResticProgram restic, Path directory, List<String> arguments) {
        return restic.in(directory)
                .run(arguments.toArray(String[]::new))
                .lines()
                .toList();
    }
}
