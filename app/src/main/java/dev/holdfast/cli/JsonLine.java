package dev.holdfast.cli;

import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** One JSON object, written field by field in order. */
final class JsonLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text);

    JsonLine() {
        out.writeStartObject();
    }

    JsonLine text(String name, String value) {
        out.writeStringProperty(name, value);
        return this;
    }

    JsonLine number(String name, long value) {
        out.writeNumberProperty(name, value);
        return this;
    }

    /** A number; one without a fraction is written as a whole one, as restic does. */
    JsonLine fraction(String name, double value) {
        long whole = (long) value;
        if (whole == value) {
            return number(name, whole);
        }
        out.writeNumberProperty(name, value);
        return this;
    }

    JsonLine flag(String name, boolean value) {
        out.writeBooleanProperty(name, value);
        return this;
    }

    JsonLine texts(String name, List<String> values) {
        out.writeArrayPropertyStart(name);
        values.forEach(out::writeString);
        out.writeEndArray();
        return this;
    }

    /** A field whose value is JSON already. */
    JsonLine raw(String name, String json) {
        out.writeName(name);
        out.writeRawValue(json);
        return this;
    }

    /** Objects together as an array, on one line. */
    static String array(List<JsonLine> objects) {
        return objects.stream().map(JsonLine::toString).collect(Collectors.joining(",", "[", "]"));
    }

    /** As {@link #number}, left out if zero. */
    JsonLine numberIfAny(String name, long value) {
        return value == 0 ? this : number(name, value);
    }

    /** As {@link #text}, left out if empty. */
    JsonLine textIfAny(String name, String value) {
        return value.isEmpty() ? this : text(name, value);
    }

    /** The object's JSON, on one line. Nothing can be added after. */
    @Override
    public String toString() {
        if (!out.isClosed()) {
            out.writeEndObject();
            out.close();
        }
        return text.toString();
    }
}
