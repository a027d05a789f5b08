package dev.holdfast.config;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.holdfast.secret.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFuzzTest {
    private static final int ROUNDS = 4000;
    private static final List<String> PIECES = List.of(
            "[",
            "]",
            "{",
            "}",
            ": ",
            "- ",
            "\n",
            "  ",
            "\t",
            "&a ",
            "*a",
            "!!str ",
            "? ",
            "| ",
            "> ",
            "\"",
            "'",
            "#",
            "---\n",
            "...\n",
            "${",
            "${X}",
            "$${",
            "}",
            "%YAML 1.2\n",
            "<<: ",
            "\uFEFF",
            "\0",
            "é",
            "\uD83D\uDE00",
            "null",
            "~",
            "to: disk",
            "file:",
            "command:[",
            "schedule: ",
            "* * * * *",
            "99999999999999999999",
            "../");

    @TempDir
    private Path folder;

    @Test
    void changedFilesGiveAResultAndNeverACrash() throws IOException {
        long seed = 20_260_101L;
        Random random = new Random(seed);
        List<byte[]> valid = List.of(
                ConfigFiles.GOOD.getBytes(StandardCharsets.UTF_8),
                Files.readAllBytes(Path.of("").toAbsolutePath().resolveSibling("examples/first.yaml")),
                full().getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve("holdfast.yaml");
        Environment environment = Environment.of(Map.of("HOME", "/home/me", "X", "[y"));
        for (int round = 0; round < ROUNDS; round++) {
            byte[] content = changed(valid.get(random.nextInt(valid.size())), random);
            Files.write(file, content);
            try {
                if (Config.load(file, environment) instanceof Config.Invalid invalid) {
                    assertFalse(invalid.problems().isEmpty());
                }
            } catch (RuntimeException | StackOverflowError e) {
                String text = new String(content, StandardCharsets.UTF_8);
                throw new AssertionError("seed " + seed + ", round " + round + ":\n" + text, e);
            }
        }
    }

    private static String full() {
        return ConfigFiles.GOOD + """
                    schedule: weekly Sun 04:00
                    keep: { daily: 7, weekly: 4, within: 2d }
                    copies:
                      - { to: disk, every: monthly 1 06:00, keep: { monthly: 12 } }
                      - { replicate-to: disk, after: each-run }
                    verify: { read-data: 10%, restore-test: monthly, assertions: [ { postgres: n8n, sql: "select 1" } ] }
                    notify: [ops]
                notify:
                  ops:
                    - telegram: { token: "file:/etc/holdfast/telegram", chat: "-100123" }
                      when: [failure, overdue, recovered]
                include: more/*.yaml
                env-file: [a.env]
                web: { listen: 127.0.0.1:8420 }
                """;
    }

    private static byte[] changed(byte[] valid, Random random) {
        byte[] content = valid;
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(content.length + 1);
            int length = random.nextInt(1, 12);
            byte[] before = Arrays.copyOf(content, at);
            int end = Math.min(content.length, at + length);
            content = switch (random.nextInt(5)) {
                case 0 -> join(before, random(random, length), Arrays.copyOfRange(content, at, content.length));
                case 1 -> join(before, new byte[0], Arrays.copyOfRange(content, end, content.length));
                case 2 -> join(before, random(random, end - at), Arrays.copyOfRange(content, end, content.length));
                case 3 ->
                    join(before, Arrays.copyOfRange(content, at, end), Arrays.copyOfRange(content, at, content.length));
                default -> join(before, piece(random), Arrays.copyOfRange(content, at, content.length));
            };
        }
        return content;
    }

    private static byte[] piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (random.nextInt(4) > 0) {
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (' ' + (bytes[i] & 0x7F) % 95);
            }
        }
        return bytes;
    }

    private static byte[] join(byte[] first, byte[] second, byte[] third) {
        byte[] all = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(third, 0, all, first.length + second.length, third.length);
        return all;
    }
}
