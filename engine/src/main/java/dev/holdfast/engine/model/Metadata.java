package dev.holdfast.engine.model;

import java.util.List;

/**
 * Everything a file system keeps about an entry beside its name, type and content.
 *
 * @param mode Go's {@code os.FileMode} bits as restic stores them: permissions in the low nine bits, the type and setuid,
 *     setgid and sticky in high bits; see {@link FileMode}
 * @param modified time of the last change of content
 * @param accessed time of the last read; equal to {@code modified} unless asked for
 * @param changed time of the last change of metadata
 * @param uid owner's number, unsigned 32 bit
 * @param gid group's number, unsigned 32 bit
 * @param user owner's name, empty if the system has none for the number
 * @param group group's name, empty if the system has none for the number
 * @param inode unsigned 64 bit
 * @param deviceId number of the file system it lies on, unsigned 64 bit
 * @param links number of hard links
 * @param extendedAttributes in the order in which the system lists them
 * @param genericAttributes the JSON object of attributes of other systems (Windows) as read, empty if none
 */
public record Metadata(
        long mode,
        Timestamp modified,
        Timestamp accessed,
        Timestamp changed,
        long uid,
        long gid,
        String user,
        String group,
        long inode,
        long deviceId,
        long links,
        List<ExtendedAttribute> extendedAttributes,
        String genericAttributes) {}
