/** Keeping a repository in order: repairs, and what else changes it as a whole. */
@NullMarked
package dev.holdfast.engine.upkeep;

import org.jspecify.annotations.NullMarked;
