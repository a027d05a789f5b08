package dev.holdfast.engine.model;

/**
 * One extended attribute of a file, POSIX ACLs and file capabilities included.
 *
 * @param name with its name space, such as {@code user.comment} or {@code system.posix_acl_access}
 * @param value any bytes
 */
public record ExtendedAttribute(String name, ByteString value) {}
