package dev.holdfast.secret;

import java.nio.file.Path;
import java.util.List;

/** Where a secret is kept. The reference itself is no secret and may be shown. */
public sealed interface SecretRef {
    /** What a reference must look like, as a regular expression. */
    String PATTERN = "(file:.+|env:[A-Za-z_][A-Za-z0-9_]*|command:\\[.+\\]|credential:[^/]+|vault:[^#]+#.+)";

    /** The content of a file. */
    record File(Path path) implements SecretRef {
        @Override
        public String toString() {
            return "file:" + path;
        }
    }

    /** The value of an environment variable. */
    record Env(String name) implements SecretRef {
        @Override
        public String toString() {
            return "env:" + name;
        }
    }

    /** What a program writes to its standard output; no shell is involved. */
    record Command(List<String> run) implements SecretRef {
        public Command {
            run = List.copyOf(run);
            if (run.isEmpty() || run.getFirst().isBlank()) {
                throw new IllegalArgumentException("no program to run");
            }
        }

        @Override
        public String toString() {
            return "command:" + run;
        }
    }

    /** A credential that systemd hands to the service. */
    record Credential(String name) implements SecretRef {
        @Override
        public String toString() {
            return "credential:" + name;
        }
    }

    /** A value in a vault. */
    record Vault(String path, String key) implements SecretRef {
        @Override
        public String toString() {
            return "vault:" + path + "#" + key;
        }
    }

    /**
     * Reads a reference such as {@code file:/etc/holdfast/password}.
     *
     * @throws SecretException.NotAReference if it is none; most likely the text is the secret itself then, so it is not shown
     * @throws SecretException.BadReference if the part after the colon makes no sense
     */
    static SecretRef parse(String text) {
        return SecretRefParser.parse(text);
    }
}
