package dev.holdfast.engine.json;

import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.Node;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a tree's JSON in order, read one by one as they are asked for. Of a stream, only a window is in memory.
 *
 * <p>A damaged place is a {@link DamagedFile} when it is reached; nodes before it have been given. Not for several threads.
 */
public final class TreeNodes implements Iterator<Node>, AutoCloseable {
    private static final JsonKeys KEYS = JsonKeys.of("nodes");
    private static final int FIRST_WINDOW = 1 << 20;
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE - 16;

    private final String file;
    private final InputStream stream;
    private final JsonReader in;
    private final NodeReader reader;
    private final @Nullable NodeNames names;
    private byte[] window;
    private int length;
    private boolean wholeInWindow;
    private Place place = Place.BEFORE;
    private int seen;
    private @Nullable Node next;

    private enum Place {
        BEFORE,
        WITHIN,
        BEHIND
    }

    private TreeNodes(String file, InputStream stream, byte[] window, int offset, int length, boolean checked) {
        this.file = file;
        this.stream = stream;
        this.window = window;
        this.length = length;
        this.in = new JsonReader(file, window, offset, length - offset);
        this.reader = new NodeReader(in);
        this.names = checked ? new NodeNames() : null;
    }

    /**
     * The nodes of a tree that is in memory.
     *
     * @param file what the bytes are, for messages
     * @param checked whether names that are unsafe, unsorted or there twice are damage, see {@link NodeNames}
     */
    public static TreeNodes of(String file, byte[] bytes, int offset, int length, boolean checked) {
        TreeNodes nodes =
                new TreeNodes(file, new ByteArrayInputStream(new byte[0]), bytes, offset, offset + length, checked);
        nodes.wholeInWindow = true;
        return nodes;
    }

    /** The nodes of a tree that comes as a stream, which is closed at its end; else as {@link #of}. */
    public static TreeNodes streamed(String file, InputStream stream, boolean checked) {
        return new TreeNodes(file, stream, new byte[FIRST_WINDOW], 0, 0, checked);
    }

    @Override
    public boolean hasNext() {
        if (next == null && place != Place.BEHIND) {
            next = checked(read());
        }
        return next != null;
    }

    private @Nullable Node checked(@Nullable Node node) {
        if (names != null && node != null) {
            names.problem(node.name()).ifPresent(problem -> {
                close();
                throw new DamagedFile(file, problem);
            });
        }
        return node;
    }

    @Override
    public Node next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the tree has no more nodes");
        }
        Node node = next;
        next = null;
        return node;
    }

    @Override
    public void forEachRemaining(Consumer<? super Node> each) {
        try {
            while (hasNext()) {
                each.accept(next());
            }
        } finally {
            close();
        }
    }

    /** What looks damaged may only be cut off by the window's end, so it is read once more with more behind it. */
    private @Nullable Node read() {
        while (true) {
            int start = in.position();
            int seenBefore = seen;
            Place placeBefore = place;
            try {
                return advance();
            } catch (DamagedFile e) {
                if (wholeInWindow) {
                    close();
                    throw e;
                }
                seen = seenBefore;
                place = placeBefore;
                fill(start);
            }
        }
    }

    private @Nullable Node advance() {
        boolean another = switch (place) {
            case BEFORE -> toNodes(in.openObject());
            case WITHIN -> in.nextElement() || toNodes(in.nextMember());
            case BEHIND -> false;
        };
        if (another) {
            place = Place.WITHIN;
            return reader.read();
        }
        in.close();
        while (!wholeInWindow) {
            fill(in.position());
            in.close();
        }
        if (seen == 0) {
            throw in.damaged("the list of nodes is missing");
        }
        place = Place.BEHIND;
        close();
        return null;
    }

    /** Goes on to the first node; whether there is one. */
    private boolean toNodes(boolean member) {
        for (boolean more = member; more; more = in.nextMember()) {
            int key = in.key(KEYS);
            seen = in.once(seen, key);
            if (key == JsonKeys.UNKNOWN) {
                in.skip();
            } else if (!in.tryNull() && in.openArray()) {
                return true;
            }
        }
        return false;
    }

    /** Moves what lies from {@code start} on to the window's front and reads on, into a larger window if it was full of that. */
    private void fill(int start) {
        int kept = length - start;
        byte[] target = window;
        if (kept > window.length / 2) {
            target = new byte[(int) Math.min(LARGEST_WINDOW, window.length * 2L)];
        }
        System.arraycopy(window, start, target, 0, kept);
        window = target;
        try {
            int read = stream.readNBytes(window, kept, window.length - kept);
            length = kept + read;
            wholeInWindow = length < window.length;
        } catch (IOException e) {
            throw new DamagedFile(file, "its compressed bytes are not valid: " + e.getMessage());
        }
        in.window(window, length, start);
    }

    /** Ends reading early. */
    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new DamagedFile(file, "its compressed bytes are not valid: " + e.getMessage());
        }
    }
}
