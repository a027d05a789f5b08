/** Values that every part of the engine shares: ids, nodes, snapshots and the errors. */
@NullMarked
package dev.holdfast.engine.model;

import org.jspecify.annotations.NullMarked;
