package dev.holdfast.config;

/** A key of a section with the shape of its value. Each key of the description is one object, known by identity. */
final class Key<T> {
    private final String name;
    private final Shape<T> shape;
    private final boolean required;
    private final String description;

    private Key(String name, Shape<T> shape, boolean required, String description) {
        this.name = name;
        this.shape = shape;
        this.required = required;
        this.description = description;
    }

    static <T> Key<T> required(String name, Shape<T> shape, String description) {
        return new Key<>(name, shape, true, description);
    }

    static <T> Key<T> optional(String name, Shape<T> shape, String description) {
        return new Key<>(name, shape, false, description);
    }

    String name() {
        return name;
    }

    Shape<T> shape() {
        return shape;
    }

    boolean isRequired() {
        return required;
    }

    String description() {
        return description;
    }
}
