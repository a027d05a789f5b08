package dev.holdfast.cli;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.upkeep.PruneFigures;
import dev.holdfast.engine.upkeep.PruneFigures.Count;
import dev.holdfast.engine.upkeep.PrunePlan;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a prune tells people; the lines are restic's. */
final class PruneText {
    private final PrintStream out;
    private final int verbosity;
    private final boolean marks;

    /** @param marks whether packs are only marked now */
    PruneText(PrintStream out, int verbosity, boolean marks) {
        this.out = out;
        this.verbosity = verbosity;
        this.marks = marks;
    }

    void plan(ProgressLine line, PrunePlan plan, boolean dryRun) {
        if (verbosity == 0) {
            return;
        }
        StringBuilder text = new StringBuilder();
        if (dryRun) {
            text.append("Would have made the following changes:\n");
        }
        PruneFigures figures = plan.figures();
        if (verbosity > 1) {
            before(text, figures);
        }
        changes(text, figures);
        if (verbosity > 1) {
            packs(text, figures.packs());
        }
        if (dryRun && verbosity > 1) {
            String fate = marks ? "marked" : "deleted";
            names(text, "unreferenced packs that would be " + fate, plan.unreferenced());
            names(text, "packs that would be repacked and " + fate, plan.repack());
            names(text, "unused packs that would be " + fate, plan.remove());
            names(text, "packs marked before that would be deleted", plan.sweep());
        }
        line.println(out, text.toString().stripTrailing());
    }

    void done(ProgressLine line) {
        if (verbosity > 0) {
            line.println(out, "done");
        }
    }

    private static void before(StringBuilder text, PruneFigures figures) {
        count(text, "\nused:         ", figures.used());
        if (figures.duplicates().blobs() > 0) {
            count(text, "duplicates:   ", figures.duplicates());
        }
        count(text, "unused:       ", figures.unused());
        if (figures.unreferencedBytes() > 0) {
            text.append("unreferenced:                    ")
                    .append(Text.bytes(figures.unreferencedBytes()))
                    .append('\n');
        }
        count(text, "total:        ", figures.total());
        long superfluous = figures.duplicates().bytes() + figures.unused().bytes();
        text.append("unused size: ")
                .append(share(superfluous, figures.total().bytes()))
                .append(" of total size\n");
    }

    private void changes(StringBuilder text, PruneFigures figures) {
        count(text, "\nto repack:    ", figures.repacked());
        count(text, "this removes: ", figures.dropped());
        count(text, marks ? "not needed:   " : "to delete:    ", figures.removed());
        count(text, marks ? "free later:   " : "total prune:  ", figures.pruned());
        if (figures.uncompressedBytes() > 0) {
            text.append("not yet compressed:              ")
                    .append(Text.bytes(figures.uncompressedBytes()))
                    .append('\n');
        }
        count(text, "remaining:    ", figures.remaining());
        text.append("unused size after prune: ")
                .append(Text.bytes(figures.unusedBytesAfter()))
                .append(" (")
                .append(share(figures.unusedBytesAfter(), figures.remaining().bytes()))
                .append(" of remaining size)\n");
    }

    private void packs(StringBuilder text, PruneFigures.Packs packs) {
        number(text, "\ntotally used packs: ", packs.used(), "");
        number(text, "partly used packs:  ", packs.partlyUsed(), "");
        number(text, "unused packs:       ", packs.unused(), "\n");
        number(text, "to keep:      ", packs.kept(), " packs");
        number(text, "to repack:    ", packs.repacked(), " packs");
        String going = marks ? "not needed:   " : "to delete:    ";
        number(text, going, packs.removed(), " packs");
        if (packs.unreferenced() > 0) {
            number(text, going, packs.unreferenced(), " unreferenced packs");
        }
    }

    private static void names(StringBuilder text, String what, List<ObjectId> packs) {
        if (!packs.isEmpty()) {
            text.append('\n')
                    .append(what)
                    .append(":\n")
                    .append(packs.stream().map(ObjectId::toString).collect(Collectors.joining("\n")))
                    .append('\n');
        }
    }

    private static void count(StringBuilder text, String what, Count count) {
        text.append(String.format(Locale.ROOT, "%s%10d blobs / %s%n", what, count.blobs(), Text.bytes(count.bytes())));
    }

    private static void number(StringBuilder text, String what, long number, String unit) {
        text.append(String.format(Locale.ROOT, "%s%10d%s%n", what, number, unit));
    }

    private static String share(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f%%", whole == 0 ? 0 : 100.0 * part / whole);
    }
}
