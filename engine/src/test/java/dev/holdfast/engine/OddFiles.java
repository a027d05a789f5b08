package dev.holdfast.engine;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;

/**
 * A folder with everything odd that a Linux file system holds, as far as this user may make it: names of any bytes, all types,
 * links, permissions, owners, attributes and times.
 */
public final class OddFiles {
    private static final long SEED = 20_260_801;
    private static final Timestamp TIME = new Timestamp(1_577_836_800, 123_456_789, 0);
    private static final ByteString NOT_UTF8 =
            ByteString.copyOf(new byte[] {'n', (byte) 0xff, (byte) 0xc3, '(', (byte) 0x80});

    /** How much of it is made. */
    public enum Extent {
        /** What the real restic backs up and restores. */
        AS_RESTIC,
        /** Symbolic links, fifos and devices with several names, too, which the real restic backs up and restores as several. */
        BACKED_UP_BY_RESTIC,
        /** Paths beyond 4096 bytes, too. */
        ALL
    }

    private final boolean root = Posix.userId() == 0;

    private OddFiles() {}

    /** Makes the folder, which must not be there yet. */
    public static void create(Path folder, Extent extent) throws PosixException {
        new OddFiles().make(folder, extent);
    }

    private void make(Path folder, Extent extent) throws PosixException {
        try (PosixDirectory parent = FileTrees.open(folder.getParent())) {
            ByteString name = ByteString.of(folder.getFileName().toString());
            parent.makeDirectory(name, 0755);
            try (PosixDirectory top = parent.openDirectory(name)) {
                names(enter(top, "names"));
                contents(enter(top, "contents"));
                links(top, enter(top, "links"), extent);
                permissions(enter(top, "permissions"));
                attributes(enter(top, "attributes"));
                times(enter(top, "times"));
                special(enter(top, "special"), extent);
                if (extent == Extent.ALL) {
                    deep(top);
                }
                top.setTimes(TIME, TIME);
            }
        }
    }

    private static PosixDirectory enter(PosixDirectory above, String name) throws PosixException {
        above.makeDirectory(ByteString.of(name), 0755);
        return above.openDirectory(ByteString.of(name));
    }

    private static void file(PosixDirectory in, ByteString name, byte[] content) throws PosixException {
        try (PosixFile file = in.createFile(name, 0644)) {
            file.write(content, 0, content.length);
        }
    }

    private static void file(PosixDirectory in, String name, String content) throws PosixException {
        file(in, ByteString.of(name), ByteString.of(content).toBytes());
    }

    private static void names(PosixDirectory in) throws PosixException {
        try (in) {
            file(in, NOT_UTF8, new byte[] {1});
            for (String name : new String[] {
                "new\nline",
                "tab\t\u0007\u001b[31m",
                "quote\"'`$",
                "back\\slash",
                " spaces ",
                "-rf",
                "*?[a]",
                "\\xff",
                "\u00a0\u3000",
                "\ud83d\udc3b",
                "\ue000\ufffd",
                "...",
                "~",
                "#",
                "COM1",
                "e\u0301",
                "\u00e9"
            }) {
                file(in, name, name);
            }
            file(in, ByteString.of("n".repeat(255)), new byte[] {2});
            byte[] all = new byte[200];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) (i + 48);
            }
            file(in, ByteString.copyOf(all), new byte[] {3});
            in.makeDirectory(ByteString.of("empty folder"), 0755);
            in.makeDirectory(NOT_UTF8.concat(NOT_UTF8), 0755);
        }
    }

    private static void contents(PosixDirectory in) throws PosixException {
        try (in) {
            file(in, "empty", "");
            file(in, "one", "1");
            byte[] large = new byte[7 << 20];
            new Random(SEED).nextBytes(large);
            file(in, ByteString.of("large"), large);
            file(in, ByteString.of("large copy"), large);
            file(in, ByteString.of("zeros"), new byte[3 << 20]);
            try (PosixFile sparse = in.createFile(ByteString.of("sparse"), 0600)) {
                sparse.writeAt(5 << 20, large, 0, 5000);
                sparse.writeAt((20 << 20) + 7, large, 0, 100_000);
                sparse.truncate(33 << 20);
            }
        }
    }

    private static void links(PosixDirectory top, PosixDirectory in, Extent extent) throws PosixException {
        try (in) {
            file(in, "first", "a file with three names");
            in.hardLink(ByteString.of("first"), in, ByteString.of("second"));
            in.hardLink(ByteString.of("first"), top, ByteString.of("third"));
            file(in, "empty 1", "");
            in.hardLink(ByteString.of("empty 1"), in, ByteString.of("empty 2"));
            in.symbolicLink(ByteString.of("first"), ByteString.of("link"));
            if (extent != Extent.AS_RESTIC) {
                in.hardLink(ByteString.of("link"), in, ByteString.of("link twice"));
            }
            in.symbolicLink(ByteString.of("../.."), ByteString.of("upwards"));
            in.symbolicLink(ByteString.of("itself"), ByteString.of("itself"));
            in.symbolicLink(ByteString.of("/nowhere/at/all"), ByteString.of("dangling"));
            in.symbolicLink(ByteString.of(" \n\"\\ \u0007"), ByteString.of("odd"));
            in.symbolicLink(NOT_UTF8, ByteString.of("not UTF-8"));
            in.symbolicLink(ByteString.of("x/".repeat(2000)), ByteString.of("long"));
        }
    }

    private void permissions(PosixDirectory in) throws PosixException {
        try (in) {
            for (int permissions : new int[] {0400, 0444, 0777, 0640, 04755, 02755, 06711, 01666}) {
                ByteString name = ByteString.of(Integer.toOctalString(permissions));
                file(in, name, name.toBytes());
                in.setPermissions(name, permissions);
            }
            for (int permissions : new int[] {0500, 0555, 01777, 02775}) {
                try (PosixDirectory folder = enter(in, "folder " + Integer.toOctalString(permissions))) {
                    file(folder, "within", "content");
                    try (PosixDirectory deeper = enter(folder, "deeper")) {
                        file(deeper, "within", "more");
                    }
                    folder.setPermissions(permissions);
                }
            }
            if (root) {
                file(in, "unreadable", "secret");
                in.setPermissions(ByteString.of("unreadable"), 0);
                file(in, "of others", "theirs");
                in.setOwner(ByteString.of("of others"), 54_321, 12_345);
                file(in, "setuid of others", "theirs");
                in.setOwner(ByteString.of("setuid of others"), 1, 2);
                in.setPermissions(ByteString.of("setuid of others"), 06755);
                in.symbolicLink(ByteString.of("x"), ByteString.of("link of others"));
                in.setOwner(ByteString.of("link of others"), 54_321, 12_345);
            }
        }
    }

    private void attributes(PosixDirectory in) throws PosixException {
        try (in) {
            file(in, "user", "attributes");
            set(in, "user", "user.text", "some text");
            set(in, "user", "user.empty", "");
            set(in, "user", "user.ünïcode", "x");
            set(in, "user", "user.long", "long ".repeat(200));
            set(in, "user", "user.<>&\"'\\ =\u007f", "what JSON escapes");
            set(in, "user", "user.\u0001\u001f\b\t\n\f\r", "control characters");
            set(in, "user", "user.\u2028\u2029\u00a0\ud83d\udc3b", "lines of JavaScript");
            set(in, "user", "user.\ufffd", "a name of its own");
            file(in, "read-only", "attributes");
            set(in, "read-only", "user.text", "kept");
            in.setPermissions(ByteString.of("read-only"), 0400);
            file(in, "acl", "access list");
            set(in, "acl", "system.posix_acl_access", acl(6, 7, 4));
            try (PosixDirectory folder = enter(in, "folder")) {
                file(folder, "before", "made before the folder had a default");
                folder.setExtendedAttribute(ExtendedAttribute.of("user.of", ByteString.of("a folder")));
                folder.setExtendedAttribute(ExtendedAttribute.of("system.posix_acl_default", acl(7, 5, 5)));
            }
            if (root) {
                file(in, "capability", "#!");
                set(in, "capability", "security.capability", bytes("0100000200040000000000000000000000000000"));
                in.setPermissions(ByteString.of("capability"), 0755);
                set(in, "user", "trusted.secret", "for root");
                in.symbolicLink(ByteString.of("user"), ByteString.of("link"));
                set(in, "link", "trusted.of", "a link");
            }
        }
    }

    private static void set(PosixDirectory in, String file, String attribute, String value) throws PosixException {
        set(in, file, attribute, ByteString.of(value));
    }

    private static void set(PosixDirectory in, String file, String attribute, ByteString value) throws PosixException {
        in.setExtendedAttribute(ByteString.of(file), ExtendedAttribute.of(attribute, value));
    }

    /** An access list for the owner, one user and the group, in the kernel's form: see {@code linux/posix_acl_xattr.h}. */
    private ByteString acl(int owner, int user, int group) {
        String nobody = "ffffffff";
        // A user of whom the name space knows nothing could not be given.
        int named = Integer.reverseBytes(root ? 1234 : (int) Posix.userId());
        String account = HexFormat.of().toHexDigits(named);
        return bytes("02000000" + aclEntry(0x01, owner, nobody) + aclEntry(0x02, user, account)
                + aclEntry(0x04, group, nobody) + aclEntry(0x10, 7, nobody) + aclEntry(0x20, 4, nobody));
    }

    private static String aclEntry(int tag, int permissions, String account) {
        return String.format("%02x00%02x00%s", tag, permissions, account);
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyOf(HexFormat.of().parseHex(hex));
    }

    private static void times(PosixDirectory in) throws PosixException {
        try (in) {
            long[] seconds = {0, -1_000_000_000, 4_000_000_000L, 1_700_000_000};
            for (long second : seconds) {
                String name = "at " + second;
                Timestamp time = new Timestamp(second, 987_654_321, 0);
                file(in, name, name);
                in.symbolicLink(ByteString.of(name), ByteString.of("link " + name));
                in.makeDirectory(ByteString.of("folder " + name), 0755);
                for (String prefix : new String[] {"", "link ", "folder "}) {
                    in.setTimes(ByteString.of(prefix + name), time, time);
                }
            }
            in.setTimes(TIME, TIME);
        }
    }

    private void special(PosixDirectory in, Extent extent) throws PosixException {
        try (in) {
            in.makeNode(ByteString.of("fifo"), 0010640, 0);
            in.setTimes(ByteString.of("fifo"), TIME, TIME);
            if (root) {
                in.makeNode(ByteString.of("null"), 0020666, 0x103);
                in.makeNode(ByteString.of("disk"), 0060660, 0x12345);
                in.setTimes(ByteString.of("disk"), TIME, TIME);
            }
            if (extent != Extent.AS_RESTIC) {
                furtherNames(in);
            }
        }
    }

    private void furtherNames(PosixDirectory in) throws PosixException {
        in.makeNode(ByteString.of("fifo of the same time"), 0010640, 0);
        in.setTimes(ByteString.of("fifo of the same time"), TIME, TIME);
        in.hardLink(ByteString.of("fifo"), in, ByteString.of("fifo twice"));
        in.hardLink(ByteString.of("fifo"), in, ByteString.of("fifo three times"));
        if (root) {
            in.hardLink(ByteString.of("null"), in, ByteString.of("null twice"));
            in.hardLink(ByteString.of("disk"), in, ByteString.of("disk twice"));
        }
    }

    private static void deep(PosixDirectory top) throws PosixException {
        PosixDirectory at = enter(top, "deep");
        for (int level = 0; level < 30; level++) {
            try (PosixDirectory above = at) {
                at = enter(above, level + "-" + "deep".repeat(50));
            }
        }
        try (PosixDirectory bottom = at) {
            file(bottom, "at the bottom", "of a path longer than 4096 bytes");
            bottom.setTimes(ByteString.of("at the bottom"), TIME, TIME);
            bottom.setTimes(TIME, TIME);
        }
    }
}
