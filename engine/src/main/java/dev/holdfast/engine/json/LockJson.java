package dev.holdfast.engine.json;

import static dev.holdfast.engine.json.JsonBytes.ascii;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.LockFile;
import dev.holdfast.engine.model.Timestamp;
import org.jspecify.annotations.Nullable;

/** A lock file's JSON: restic's keys and one of our own, {@code holdfast}, which restic passes over. */
public final class LockJson {
    private static final JsonKeys KEYS =
            JsonKeys.of("time", "exclusive", "hostname", "username", "pid", "uid", "gid", "holdfast");
    private static final JsonKeys PROCESS_KEYS = JsonKeys.of("boot", "pid_namespace", "process_start", "prunes");
    private static final int ALL_PROCESS_KEYS = 0b111;

    private Timestamp time = Timestamp.ZERO;
    private boolean exclusive;
    private String hostname = "";
    private String username = "";
    private long pid;
    private long uid;
    private long gid;
    private boolean prunes;
    private LockFile.@Nullable Owner process;

    private LockJson() {}

    /** The JSON as restic writes it, without a newline. */
    public static byte[] encode(LockFile lock) {
        JsonBytes out = new JsonBytes(256);
        out.raw(ascii("{\"time\":"));
        out.time(lock.time());
        out.raw(ascii(lock.exclusive() ? ",\"exclusive\":true" : ",\"exclusive\":false"));
        out.raw(ascii(",\"hostname\":"));
        out.text(lock.hostname());
        out.raw(ascii(",\"username\":"));
        out.text(lock.username());
        out.raw(ascii(",\"pid\":"));
        out.number(Math.max(lock.pid(), 0));
        if (lock.uid() != 0) {
            out.raw(ascii(",\"uid\":"));
            out.number(lock.uid());
        }
        if (lock.gid() != 0) {
            out.raw(ascii(",\"gid\":"));
            out.number(lock.gid());
        }
        if (lock.process() != null) {
            appendProcess(out, lock.process(), lock.prunes());
        }
        out.raw('}');
        return out.toBytes();
    }

    private static void appendProcess(JsonBytes out, LockFile.Owner process, boolean prunes) {
        out.raw(ascii(",\"holdfast\":{\"boot\":"));
        out.text(process.boot());
        out.raw(ascii(",\"pid_namespace\":"));
        out.number(process.pidNamespace());
        out.raw(ascii(",\"process_start\":"));
        out.number(process.start());
        if (prunes) {
            out.raw(ascii(",\"prunes\":true"));
        }
        out.raw('}');
    }

    /**
     * Reads a lock. Keys that are missing count as 0 or empty; one of our own that is not as we write it counts as missing.
     *
     * @param file what the bytes are, for messages
     * @throws EngineException.DamagedFile if it is no lock
     */
    public static LockFile decode(String file, byte[] bytes) {
        JsonReader in = new JsonReader(file, bytes, 0, bytes.length);
        LockJson lock = new LockJson();
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(KEYS);
            seen = in.once(seen, key);
            if (!in.tryNull()) {
                lock.value(in, key);
            }
        }
        in.close();
        return new LockFile(
                lock.time,
                lock.exclusive,
                lock.hostname,
                lock.username,
                lock.pid,
                lock.uid,
                lock.gid,
                lock.prunes,
                lock.process);
    }

    /** Reads the value of the key with this place in {@link #KEYS}. */
    private void value(JsonReader in, int key) {
        switch (key) {
            case 0 -> time = in.time();
            case 1 -> exclusive = in.bool();
            case 2 -> hostname = in.text();
            case 3 -> username = in.text();
            case 4 -> pid = in.signed();
            case 5 -> uid = in.unsigned32();
            case 6 -> gid = in.unsigned32();
            case 7 -> process = process(in);
            default -> in.skip();
        }
    }

    private LockFile.@Nullable Owner process(JsonReader in) {
        int start = in.position();
        in.skip();
        int end = in.position();
        in.moveTo(start);
        try {
            return readProcess(in);
        } catch (EngineException.DamagedFile e) {
            // Somebody else's key of the same name: the lock itself is fine.
            return null;
        } finally {
            in.moveTo(end);
        }
    }

    private LockFile.@Nullable Owner readProcess(JsonReader in) {
        String boot = "";
        long pidNamespace = 0;
        long processStart = 0;
        int seen = 0;
        for (boolean more = in.openObject(); more; more = in.nextMember()) {
            int key = in.key(PROCESS_KEYS);
            seen = in.once(seen, key);
            switch (key) {
                case 0 -> boot = in.text();
                case 1 -> pidNamespace = in.unsigned();
                case 2 -> processStart = in.unsigned();
                case 3 -> prunes = in.bool();
                default -> in.skip();
            }
        }
        return (seen & ALL_PROCESS_KEYS) == ALL_PROCESS_KEYS
                ? new LockFile.Owner(boot, pidNamespace, processStart)
                : null;
    }
}
