package dev.holdfast.secret;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads references to secrets. */
final class SecretRefParser {
    private static final Pattern ARGUMENT = Pattern.compile(
            "\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|'([^']*)'|([^\"',\\[\\]\\s](?:[^,\\[\\]]*[^,\\[\\]\\s])?))\\s*(,|$)");

    private SecretRefParser() {}

    static SecretRef parse(String text) {
        String stripped = text.strip();
        int colon = stripped.indexOf(':');
        String rest = stripped.substring(colon + 1);
        return switch (colon < 0 ? "" : stripped.substring(0, colon)) {
            case "file" -> new SecretRef.File(path(rest));
            case "env" -> env(rest);
            case "command" -> new SecretRef.Command(arguments(rest));
            case "credential" -> credential(rest);
            case "vault" -> vault(rest);
            default -> throw new SecretException.NotAReference();
        };
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new SecretException.BadReference("file: names no file", "write such as file:/etc/holdfast/password");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new SecretException.BadReference(
                    "file: names no path of this system: " + e.getReason(),
                    "use another path, or set LANG=C.UTF-8 if it has letters that are not ASCII");
        }
    }

    private static SecretRef env(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new SecretException.BadReference(
                    "env: names no variable", "write the name of a variable, such as env:BACKUP_PASSWORD");
        }
        return new SecretRef.Env(name);
    }

    private static SecretRef credential(String name) {
        if (name.isBlank() || name.contains("/") || name.indexOf('\0') >= 0 || name.equals(".") || name.equals("..")) {
            throw new SecretException.BadReference(
                    "credential: names no credential",
                    "write the name from LoadCredential=, such as credential:backup");
        }
        return new SecretRef.Credential(name);
    }

    private static SecretRef vault(String text) {
        int hash = text.lastIndexOf('#');
        if (hash <= 0 || hash == text.length() - 1) {
            throw new SecretException.BadReference(
                    "vault: names no path and key", "write such as vault:secret/data/backup#key");
        }
        return new SecretRef.Vault(text.substring(0, hash), text.substring(hash + 1));
    }

    private static List<String> arguments(String text) {
        if (text.length() < 3 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            throw badCommand();
        }
        String inner = text.substring(1, text.length() - 1);
        List<String> arguments = new ArrayList<>();
        Matcher matcher = ARGUMENT.matcher(inner);
        boolean more = true;
        for (int from = 0; more; from = matcher.end()) {
            if (!matcher.region(from, inner.length()).lookingAt()) {
                throw badCommand();
            }
            arguments.add(argument(matcher));
            more = matcher.group(4).equals(",");
        }
        if (arguments.getFirst().isBlank() || arguments.stream().anyMatch(part -> part.indexOf('\0') >= 0)) {
            throw badCommand();
        }
        return arguments;
    }

    private static String argument(Matcher matcher) {
        String quoted = matcher.group(1);
        if (quoted != null) {
            return quoted.replaceAll("\\\\(.)", "$1");
        }
        String single = matcher.group(2);
        return single != null ? single : matcher.group(3);
    }

    private static SecretException badCommand() {
        return new SecretException.BadReference(
                "command: is no list of a program and its arguments", "write such as command:[pass, show, backup]");
    }
}
