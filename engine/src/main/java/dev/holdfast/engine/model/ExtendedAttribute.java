package dev.holdfast.engine.model;

/**
 * One extended attribute of a file, POSIX ACLs and file capabilities included.
 *
 * @param name with its name space, such as {@code user.comment} or {@code system.posix_acl_access}; on a file any bytes, in a
 *     tree UTF-8 only
 * @param value any bytes
 */
public record ExtendedAttribute(ByteString name, ByteString value) {
    /** One whose name is text. */
    public static ExtendedAttribute of(String name, ByteString value) {
        return new ExtendedAttribute(ByteString.of(name), value);
    }
}
