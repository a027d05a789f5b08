package dev.holdfast.run;

import dev.holdfast.engine.tree.Problem;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A report as JSON: what {@code run --json} prints and the history keeps. */
public final class RunJson {
    private final JsonGenerator out;

    private RunJson(JsonGenerator out) {
        this.out = out;
    }

    /** One object on one line. */
    public static String of(RunReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            new RunJson(out).write(report);
        }
        return text.toString();
    }

    private void write(RunReport report) {
        out.writeStartObject();
        out.writeStringProperty("message_type", "run");
        out.writeStringProperty("job", report.job().text());
        out.writeStringProperty("outcome", report.outcome().word());
        out.writeStringProperty("repository", report.repository());
        out.writeStringProperty("host", report.host());
        out.writeStringProperty("started", report.started().toString());
        out.writeStringProperty("finished", report.finished().toString());
        out.writeNumberProperty("seconds", report.duration().toNanos() / 1e9);
        report.snapshot().ifPresent(id -> out.writeStringProperty("snapshot_id", id));
        report.parent().ifPresent(id -> out.writeStringProperty("parent_id", id));
        report.figures().ifPresent(this::write);
        writePhases(report);
        writeSources(report);
        out.writeArrayPropertyStart("warnings");
        report.warnings().forEach(out::writeString);
        out.writeEndArray();
        out.writeNumberProperty("problem_count", report.problemCount());
        out.writeArrayPropertyStart("problems");
        report.problems().forEach(this::write);
        out.writeEndArray();
        report.failure().ifPresent(this::write);
        out.writeEndObject();
    }

    private void write(RunReport.Figures figures) {
        out.writeNumberProperty("files", figures.files());
        out.writeNumberProperty("files_new", figures.newFiles());
        out.writeNumberProperty("files_changed", figures.changedFiles());
        out.writeNumberProperty("bytes", figures.bytes());
        out.writeNumberProperty("bytes_added", figures.added());
        out.writeNumberProperty("bytes_stored", figures.stored());
        out.writeNumberProperty("ratio", figures.ratio());
        out.writeNumberProperty("bytes_per_second", figures.bytesPerSecond());
    }

    private void writePhases(RunReport report) {
        out.writeArrayPropertyStart("phases");
        for (RunReport.PhaseTime phase : report.phases()) {
            out.writeStartObject();
            out.writeStringProperty("phase", phase.phase().key());
            out.writeNumberProperty("seconds", phase.duration().toNanos() / 1e9);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void writeSources(RunReport report) {
        out.writeArrayPropertyStart("sources");
        for (RunReport.SourceFigures source : report.sources()) {
            out.writeStartObject();
            out.writeStringProperty("kind", source.kind());
            out.writeStringProperty("name", source.name());
            out.writeNumberProperty("files", source.files());
            out.writeNumberProperty("bytes", source.bytes());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void write(Problem problem) {
        out.writeStartObject();
        out.writeStringProperty("item", problem.item());
        out.writeStringProperty("reason", problem.reason());
        out.writeEndObject();
    }

    private void write(RunReport.Failure failure) {
        out.writeObjectPropertyStart("failure");
        out.writeStringProperty("what", failure.what());
        out.writeStringProperty("fix", failure.fix());
        out.writeNumberProperty("code", failure.exitCode());
        out.writeEndObject();
    }
}
