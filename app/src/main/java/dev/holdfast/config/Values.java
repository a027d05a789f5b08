package dev.holdfast.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values of a section by their keys. */
final class Values {
    private final Map<Key<?>, Object> values = new HashMap<>();
    private final Reading reading;

    Values(Reading reading) {
        this.reading = reading;
    }

    /** The reading of the section. */
    Reading reading() {
        return reading;
    }

    <T> void put(Key<T> key, T value) {
        values.put(key, value);
    }

    /** The value of a key, if it is there. */
    @SuppressWarnings("unchecked") // put() is the only way in and takes a value of the key's type
    <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** The value of a required key. */
    <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key.name() + " is not a required key"));
    }

    <T> T or(Key<T> key, T otherwise) {
        return find(key).orElse(otherwise);
    }
}
