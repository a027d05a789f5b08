/** The only place with foreign-function calls: files by byte-exact name with everything Linux keeps about them. */
@NullMarked
package dev.holdfast.engine.posix;

import org.jspecify.annotations.NullMarked;
