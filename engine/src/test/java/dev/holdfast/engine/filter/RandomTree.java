package dev.holdfast.engine.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A folder of random content over few names, and random patterns that have a chance to match there. */
final class RandomTree {
    private static final List<String> NAMES =
            List.of("a", "b", "ab", "B", "Ab.tmp", "a.tmp", "é", "É.b", "[a]", "a b", "!a", "b*", "c", ".c", "日本");
    private static final List<String> GLOBS = List.of(
            "*",
            "?",
            "a*",
            "*b",
            "*.tmp",
            "[ab]",
            "[^a]",
            "??",
            "*a*",
            "[a-c]*",
            "\\[a\\]",
            "\\!*",
            "b\\*",
            "*[^b]",
            "**",
            "**",
            "*é*",
            "[é-ü]",
            "A*",
            "*.[a-z]*",
            "..",
            ".",
            ".*");

    private final Random random;

    RandomTree(Random random) {
        this.random = random;
    }

    /** Fills {@code folder}; some directories are tagged, some files are large, some names are links. */
    void fill(Path folder, int depth) throws IOException {
        for (String name : NAMES) {
            Path path = folder.resolve(name);
            int kind = random.nextInt(10);
            if (depth > 0 && kind < 4) {
                Files.createDirectory(path);
                fill(path, depth - 1);
            } else if (kind < 7) {
                Files.writeString(path, "x".repeat(random.nextInt(40)));
            } else if (kind < 8) {
                Files.createSymbolicLink(path, Path.of("x".repeat(1 + random.nextInt(40))));
            }
        }
        if (random.nextInt(6) == 0) {
            Files.writeString(folder.resolve("TAG"), random.nextBoolean() ? "stop here" : "go on");
        }
        if (random.nextInt(6) == 0) {
            String signature = "Signature: 8a477f597d28d172789f06886806bc55";
            Files.writeString(folder.resolve("CACHEDIR.TAG"), random.nextInt(3) > 0 ? signature + "\n#" : "none");
        }
    }

    /** One to six patterns; absolute ones begin with {@code root}. */
    List<String> patterns(String root) {
        List<String> patterns = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            patterns.add(pattern(root));
        }
        return patterns;
    }

    private String pattern(String root) {
        StringBuilder pattern = new StringBuilder(random.nextInt(4) == 0 ? "!" : "");
        switch (random.nextInt(4)) {
            case 0, 1 -> pattern.append(root).append('/');
            case 2 -> pattern.append(random.nextInt(5) == 0 ? "/**/" : "");
            default -> {}
        }
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            List<String> from = random.nextInt(5) < 2 ? NAMES : GLOBS;
            String part = from.get(random.nextInt(from.size()));
            pattern.append(i == 0 ? "" : "/").append(from == NAMES ? part.replace("[", "\\[") : part);
        }
        return pattern.append(random.nextInt(10) == 0 ? "/" : "").toString();
    }
}
