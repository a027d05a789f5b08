/** What keeps a repository in order: forget and the rest that deletes or mends. */
@NullMarked
package dev.holdfast.engine.upkeep;

import org.jspecify.annotations.NullMarked;
