/** Operations that change what a repository holds as a whole: forget, prune, repair. */
@NullMarked
package dev.holdfast.engine.upkeep;

import org.jspecify.annotations.NullMarked;
