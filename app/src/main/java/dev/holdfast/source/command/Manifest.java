package dev.holdfast.source.command;

import dev.holdfast.engine.model.EngineException.SourceFailure;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.tree.Content;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Tells in JSON how the outputs beside it were taken. Whoever opens it waits until all have been. */
final class Manifest implements Content, AutoCloseable {
    private static final int FORMAT = 1;

    private final List<Dump> dumps;
    private final Setting setting;
    private final Metadata metadata;
    private final CompletableFuture<byte[]> content = new CompletableFuture<>();

    Manifest(List<Dump> dumps, Setting setting, Metadata metadata) {
        this.dumps = List.copyOf(dumps);
        this.setting = setting;
        this.metadata = metadata;
    }

    /** Tells that all commands have succeeded. */
    void complete() {
        content.complete(json());
    }

    /** Lets go whoever waits for what will not come. */
    @Override
    public void close() {
        content.completeExceptionally(new SourceFailure("a command failed", null));
    }

    @Override
    public Reading open() {
        byte[] bytes;
        try {
            bytes = content.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SourceFailure failure ? failure : e;
        }
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        return new Reading() {
            @Override
            public Metadata metadata() {
                return metadata;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return in.read(target, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    private byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeNumberProperty("version", FORMAT);
            out.writeStringProperty("program", setting.programVersion());
            out.writeArrayPropertyStart("outputs");
            dumps.forEach(dump -> write(dump, out));
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(Dump dump, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("name", dump.source().name());
        out.writeArrayPropertyStart("command");
        dump.source().run().forEach(out::writeString);
        out.writeEndArray();
        out.writeNumberProperty("bytes", dump.bytes());
        out.writeStringProperty("started", dump.started().toString());
        out.writeStringProperty("finished", dump.finished().toString());
        out.writeEndObject();
    }
}
