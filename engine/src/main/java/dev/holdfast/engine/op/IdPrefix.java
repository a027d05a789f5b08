package dev.holdfast.engine.op;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;

/** An id or the beginning of one: all ids from {@code first} to {@code last}. */
record IdPrefix(ObjectId first, ObjectId last) {
    /**
     * Parses hexadecimal digits, at least one.
     *
     * @throws InvalidRequest if it is anything else
     */
    static IdPrefix parse(String digits) {
        int missing = 2 * ObjectId.BYTES - digits.length();
        if (digits.isEmpty() || missing < 0 || !ObjectId.isName(digits + "0".repeat(missing))) {
            throw new InvalidRequest("not an id: \"" + digits + "\"", "give the beginning of an id, such as 8f3a12cd");
        }
        return new IdPrefix(ObjectId.parse(digits + "0".repeat(missing)), ObjectId.parse(digits + "f".repeat(missing)));
    }

    static IdPrefix of(ObjectId id) {
        return new IdPrefix(id, id);
    }

    boolean matches(ObjectId id) {
        return first.compareTo(id) <= 0 && id.compareTo(last) <= 0;
    }
}
