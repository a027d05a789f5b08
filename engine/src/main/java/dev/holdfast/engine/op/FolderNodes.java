package dev.holdfast.engine.op;

import dev.holdfast.engine.json.TreeNodes;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one tree by number and by name. A large tree is read through a window, which moves on as it is asked for later
 * nodes, and begins anew for earlier ones. Safe for many threads.
 */
public final class FolderNodes {
    private static final int WINDOW = 4096;

    private final Repository repository;
    private final ObjectId tree;
    private final int windowSize;
    private @Nullable TreeNodes reading;
    private List<Node> window = List.of();
    private int start;

    /** A node and its number in the tree. */
    public record Found(int number, Node node) {}

    FolderNodes(Repository repository, ObjectId tree, boolean large) {
        this.repository = repository;
        this.tree = tree;
        this.windowSize = large ? WINDOW : Integer.MAX_VALUE;
    }

    /**
     * The node with a number, counted from 0; empty behind the last.
     *
     * @throws dev.holdfast.engine.model.EngineException if the tree can't be read up to there
     */
    public synchronized Optional<Node> at(int number) {
        if (number < start || reading == null) {
            begin();
        }
        while (number >= start + window.size()) {
            if (!moveOn()) {
                return Optional.empty();
            }
        }
        return Optional.of(window.get(number - start));
    }

    /** The node of that name. Names are in order in a tree, or it is damaged. */
    public synchronized Optional<Found> find(ByteString name) {
        if (reading == null
                || window.isEmpty()
                || name.compareTo(window.getFirst().name()) < 0) {
            begin();
        }
        while (window.isEmpty() || name.compareTo(window.getLast().name()) > 0) {
            if (!moveOn()) {
                return Optional.empty();
            }
        }
        int low = 0;
        int high = window.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = window.get(middle).name().compareTo(name);
            if (order == 0) {
                return Optional.of(new Found(start + middle, window.get(middle)));
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    private void begin() {
        if (start == 0 && reading != null) {
            return;
        }
        reset();
        reading = repository.nodes(tree);
    }

    private void reset() {
        reading = null;
        window = List.of();
        start = 0;
    }

    /** Puts the next nodes into the window; false, and the window stays, if there are none. */
    private boolean moveOn() {
        TreeNodes source = reading;
        if (source == null) {
            return false;
        }
        try {
            if (!source.hasNext()) {
                return false;
            }
            List<Node> next = new ArrayList<>();
            while (next.size() < windowSize && source.hasNext()) {
                next.add(source.next());
            }
            start += window.size();
            window = next;
            return true;
        } catch (RuntimeException | Error e) {
            // Half a window would make what is behind it look as if it were not there.
            reset();
            throw e;
        }
    }
}
