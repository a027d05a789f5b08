/** Snapshots as folders of a mounted file system: what the kernel asks, and what it is answered. */
@NullMarked
package dev.holdfast.mount;

import org.jspecify.annotations.NullMarked;
