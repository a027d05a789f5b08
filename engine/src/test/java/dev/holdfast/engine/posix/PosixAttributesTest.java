package dev.holdfast.engine.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes of every name space. What only root may do is expected to be refused to others. */
class PosixAttributesTest {
    private static final ByteString FILE = ByteString.of("fi le\n");
    private static final ByteString LINK = ByteString.of("link");

    /** Version 2, permitted and effective: CAP_NET_BIND_SERVICE. */
    private static final ExtendedAttribute CAPABILITY =
            attribute("security.capability", "0100000200040000000000000000000000000000");

    /** Version 2: owner rw, user 1000 r, group r, mask r, others nothing. */
    private static final ExtendedAttribute ACL = attribute(
            "system.posix_acl_access",
            "02000000" + "01000600ffffffff" + "02000400e8030000" + "04000400ffffffff" + "10000400ffffffff"
                    + "20000000ffffffff");

    private final boolean root = Posix.userId() == 0;

    @TempDir
    Path temporary;

    private PosixDirectory folder;

    @BeforeEach
    void makeFileAndLink() throws PosixException {
        folder = PosixDirectory.open(ByteString.of(temporary.toString()), false);
        folder.createFile(FILE, 0640).close();
        folder.symbolicLink(FILE, LINK);
    }

    @AfterEach
    void closeFolder() throws PosixException {
        folder.close();
    }

    @Test
    void aNewFileHasNone() throws PosixException {
        assertEquals(List.of(), folder.extendedAttributes(FILE));
        assertEquals(List.of(), folder.extendedAttributes(LINK));
        assertEquals(List.of(), folder.extendedAttributes());
        assertRefused("ENOENT", () -> folder.extendedAttributes(ByteString.of("missing")));
    }

    @Test
    void userAttributesOfAnyBytesAreKept() throws PosixException {
        ExtendedAttribute empty = attribute("user.empty", "");
        ExtendedAttribute binary = attribute("user.b\u00efnary", "00ff0a00");

        set(FILE, empty);
        set(FILE, binary);

        assertSame(List.of(empty, binary), folder.extendedAttributes(FILE));
        try (PosixFile file = folder.openFile(FILE)) {
            assertSame(List.of(empty, binary), file.extendedAttributes());
            file.removeExtendedAttribute(empty.name());
        }
        assertEquals(List.of(binary), folder.extendedAttributes(FILE));
        folder.removeExtendedAttribute(FILE, binary.name());
        assertRefused("ENODATA", () -> folder.removeExtendedAttribute(FILE, binary.name()));
        assertEquals(List.of(), folder.extendedAttributes(FILE));
    }

    @Test
    void aDirectoryHasAttributesOfItsOwn() throws PosixException {
        ExtendedAttribute mine = attribute("user.mine", "01");
        folder.makeDirectory(ByteString.of("inside"), 0700);
        set(ByteString.of("inside"), mine);

        try (PosixDirectory inside = folder.openDirectory(ByteString.of("inside"))) {
            assertEquals(List.of(mine), inside.extendedAttributes());
            inside.setExtendedAttribute(attribute("user.mine", "02"));
        }

        assertEquals(List.of(attribute("user.mine", "02")), folder.extendedAttributes(ByteString.of("inside")));
    }

    @Test
    void accessControlListsAreRawBytes() throws PosixException {
        set(FILE, ACL);

        assertEquals(List.of(ACL), folder.extendedAttributes(FILE));
    }

    @Test
    void trustedAttributesAndCapabilitiesNeedRoot() throws PosixException {
        ExtendedAttribute trusted = attribute("trusted.holdfast", "0102");
        if (!root) {
            assertRefused("EPERM", () -> folder.setExtendedAttribute(FILE, trusted));
            assertRefused("EPERM", () -> folder.setExtendedAttribute(FILE, CAPABILITY));
            return;
        }
        set(FILE, trusted);
        set(FILE, CAPABILITY);
        set(FILE, ACL);

        assertSame(List.of(trusted, CAPABILITY, ACL), folder.extendedAttributes(FILE));
    }

    @Test
    void attributesOfALinkAreItsOwn() throws PosixException {
        ExtendedAttribute trusted = attribute("trusted.holdfast", "0102");
        set(FILE, attribute("user.file", "01"));
        assertRefused("EPERM", () -> folder.setExtendedAttribute(LINK, attribute("user.link", "01")));
        if (!root) {
            assertRefused("EPERM", () -> folder.setExtendedAttribute(LINK, trusted));
            return;
        }
        set(LINK, trusted);

        assertEquals(List.of(trusted), folder.extendedAttributes(LINK));
        assertEquals(List.of(attribute("user.file", "01")), folder.extendedAttributes(FILE));
    }

    @Test
    void tooBigAValueIsRefused() {
        ExtendedAttribute big = ExtendedAttribute.of("user.big", ByteString.copyOf(new byte[65_537]));

        assertRefused("E2BIG", () -> folder.setExtendedAttribute(FILE, big));
    }

    @Test
    void bothWaysOfListingAgree() throws PosixException {
        set(FILE, attribute("user.one", "01"));
        set(FILE, attribute("user.two", "02"));

        try (Scratch scratch = Scratch.take()) {
            scratch.putText(
                    Scratch.TEXT,
                    DescriptorPath.of(folder.descriptor())
                            .concat(ByteString.of("/"))
                            .concat(FILE));
            int length = AttributeCalls.BY_PATH.list(scratch, scratch.at(Scratch.TEXT));
            ByteString byPath = scratch.text(Scratch.LIST, length);

            assertEquals(18, length);
            if (AttributeListing.KNOWN) {
                scratch.putText(Scratch.TEXT, FILE);
                int same = AttributeListing.list(scratch, folder.descriptor(), scratch.at(Scratch.TEXT));
                assertEquals(byPath, scratch.text(Scratch.LIST, same));
            }
        }
    }

    @Test
    void fileSystemsWithoutAttributesHaveNone() throws PosixException {
        try (PosixDirectory proc = PosixDirectory.open(ByteString.of("/proc"), false)) {
            assertEquals(List.of(), proc.extendedAttributes(ByteString.of("version")));
            assertTrue(proc.status(ByteString.of("version")).isFile());
        }
    }

    private void set(ByteString name, ExtendedAttribute attribute) throws PosixException {
        try {
            folder.setExtendedAttribute(name, attribute);
        } catch (PosixException e) {
            if (e.isUnsupported()) {
                fail("the temporary folder's file system can't hold " + attribute.name()
                        + ": run the tests with -Djava.io.tmpdir on ext4, xfs or btrfs");
            }
            throw e;
        }
    }

    /** The order is the file system's affair. */
    private static void assertSame(List<ExtendedAttribute> expected, List<ExtendedAttribute> actual) {
        assertEquals(sorted(expected), sorted(actual));
    }

    private static List<ExtendedAttribute> sorted(List<ExtendedAttribute> attributes) {
        return attributes.stream()
                .sorted(Comparator.comparing(ExtendedAttribute::name))
                .toList();
    }

    private static ExtendedAttribute attribute(String name, String hex) {
        return ExtendedAttribute.of(name, ByteString.copyOf(HexFormat.of().parseHex(hex)));
    }

    private static void assertRefused(String error, Executable call) {
        assertEquals(error, assertThrows(PosixException.class, call).name());
    }
}
