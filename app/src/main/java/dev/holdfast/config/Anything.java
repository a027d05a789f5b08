package dev.holdfast.config;

import dev.holdfast.secret.SecretException;
import dev.holdfast.secret.SecretRef;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A value that this version does not look into, such as the keys of a source that it can't read yet. Variables and
 * literal secrets are looked for all the same.
 */
record Anything(String expected) implements Shape<YamlNode> {
    private static final Set<String> SECRET_KEYS =
            Set.of("password", "token", "api-key", "access-key", "secret-key", "secret", "unseal-key");

    @Override
    public Optional<YamlNode> read(YamlNode node, Reading reading) {
        return isGood(node, reading) ? Optional.of(node) : Optional.empty();
    }

    private boolean isGood(YamlNode node, Reading reading) {
        boolean good = true;
        switch (node) {
            case YamlNode.Scalar scalar -> good = reading.expand(scalar).isPresent();
            case YamlNode.Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    YamlNode item = sequence.items().get(i);
                    good &= isGood(item, reading.item(i, item.place()));
                }
            }
            case YamlNode.Mapping mapping -> {
                for (YamlNode.Entry entry : mapping.entries()) {
                    Reading child = reading.key(entry.key().text(), entry.key().place());
                    good &= isGood(entry.value(), child) && isNoLiteralSecret(entry, child);
                }
            }
        }
        return good;
    }

    private static boolean isNoLiteralSecret(YamlNode.Entry entry, Reading reading) {
        if (!SECRET_KEYS.contains(entry.key().text())
                || !(entry.value() instanceof YamlNode.Scalar scalar)
                || scalar.isNothing()) {
            return true;
        }
        try {
            return reading.expand(scalar).map(SecretRef::parse).isPresent();
        } catch (SecretException e) {
            reading.error(scalar.place(), e.what(), e.fix());
            return false;
        }
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of();
    }
}
