/** Packs: many sealed blobs in one file with a sealed header. */
@NullMarked
package dev.holdfast.engine.pack;

import org.jspecify.annotations.NullMarked;
