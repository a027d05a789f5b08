/** Operations over a repository: backup, restore, check and the rest. */
@NullMarked
package dev.holdfast.engine.op;

import org.jspecify.annotations.NullMarked;
