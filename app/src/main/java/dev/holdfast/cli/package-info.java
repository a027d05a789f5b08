/** The command line: one small class for each command, and what they print. */
@NullMarked
package dev.holdfast.cli;

import org.jspecify.annotations.NullMarked;
