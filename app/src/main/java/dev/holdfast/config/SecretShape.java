package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import dev.holdfast.secret.SecretException;
import dev.holdfast.secret.SecretRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reference to a secret: a text such as {@code file:/path}, or {@code { command: [program, argument] }}. */
record SecretShape() implements Shape<SecretRef> {
    private static final Shape<List<String>> COMMAND =
            ListOf.of(Text.word(), "a list with the program and its arguments");

    @Override
    public String expected() {
        return "file:/path, env:NAME, command:[program, argument], credential:NAME or vault:path#key";
    }

    @Override
    public Optional<SecretRef> read(YamlNode node, Reading reading) {
        Optional<SecretRef> secret = switch (node) {
            case YamlNode.Scalar scalar when !scalar.isNothing() -> text(scalar, reading);
            case YamlNode.Mapping mapping -> mapping(mapping, reading);
            default -> {
                reading.unexpected(node, expected());
                yield Optional.empty();
            }
        };
        secret.ifPresent(ref -> reading.needs(ref, node.place()));
        return secret;
    }

    private Optional<SecretRef> text(YamlNode.Scalar scalar, Reading reading) {
        Optional<String> text = reading.expand(scalar);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(resolved(SecretRef.parse(text.get()), reading));
        } catch (SecretException e) {
            reading.error(scalar.place(), e.what(), e.fix());
        } catch (InvalidValue e) {
            reading.error(scalar.place(), e);
        }
        return Optional.empty();
    }

    private static SecretRef resolved(SecretRef ref, Reading reading) {
        return ref instanceof SecretRef.File(var path) ? new SecretRef.File(reading.resolve(path.toString())) : ref;
    }

    private Optional<SecretRef> mapping(YamlNode.Mapping mapping, Reading reading) {
        Optional<YamlNode.Entry> command = mapping.entry("command");
        if (command.isEmpty() || mapping.entries().size() != 1) {
            reading.unexpected(mapping, expected());
            return Optional.empty();
        }
        YamlNode.Entry entry = command.get();
        return COMMAND.read(entry.value(), reading.key("command", entry.key().place()))
                .map(SecretRef.Command::new);
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("type", "string");
        text.put("pattern", "^" + SecretRef.PATTERN + "$|\\$\\{");
        Map<String, Object> mapping = new LinkedHashMap<>();
        mapping.put("type", "object");
        mapping.put("properties", Map.of("command", COMMAND.schema()));
        mapping.put("required", List.of("command"));
        mapping.put("additionalProperties", false);
        return Map.of("anyOf", List.of(text, mapping));
    }
}
