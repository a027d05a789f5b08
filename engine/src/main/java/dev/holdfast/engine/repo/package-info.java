/** The repository: opening, reading and writing blobs, locks, and the JSON of its files. */
@NullMarked
package dev.holdfast.engine.repo;

import org.jspecify.annotations.NullMarked;
