/** What a program writes to its standard output, as a source of a backup. */
@NullMarked
package dev.holdfast.source.command;

import org.jspecify.annotations.NullMarked;
