package dev.holdfast.cli;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.op.TreeWalk;
import dev.holdfast.engine.repo.Repository;
import java.io.PrintStream;
import java.util.List;

/** Prints a snapshot as the program ncdu reads it. Source: ncdu's description of its JSON export. */
final class NcduListing implements TreeWalk.Visitor {
    private static final String STEP = "  ";

    private final PrintStream out;
    private final LsFolders chosen;
    private int depth = 1;

    NcduListing(PrintStream out, LsFolders chosen) {
        this.out = out;
        this.chosen = chosen;
    }

    void print(Repository repository, SnapshotFolder folder) {
        out.print("[1, 2, " + SnapshotText.json(folder.alone().snapshot()) + ", [{\"name\":\"/\"}");
        new TreeWalk(repository, Selection.ALL, this).walk(folder.tree());
        out.println();
        out.println("]");
        out.println("]");
    }

    @Override
    public boolean selected(TreeWalk.Visit visit) {
        List<ByteString> names = visit.path().names();
        boolean directory = visit.node().type() == NodeType.DIRECTORY;
        boolean below = directory && chosen.goesBelow(names);
        if (!directory && !chosen.includes(names)) {
            return false;
        }
        if (directory && !below && !chosen.includes(names)) {
            return false;
        }
        out.println(",");
        if (directory) {
            out.println(STEP.repeat(depth) + "[");
            depth++;
        }
        out.print(STEP.repeat(depth) + NodeText.forNcdu(visit.node()));
        if (directory && !below) {
            left(visit);
        }
        return below;
    }

    @Override
    public void left(TreeWalk.Visit directory) {
        depth--;
        out.println();
        out.print(STEP.repeat(depth) + "]");
    }
}
