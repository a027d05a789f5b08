/** The program's entry point and composition root. */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
