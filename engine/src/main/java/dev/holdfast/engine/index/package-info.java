/** Which blob lies in which pack. */
@NullMarked
package dev.holdfast.engine.index;

import org.jspecify.annotations.NullMarked;
