/** What is backed up, where to and when, as validated values without I/O. */
@NullMarked
package dev.holdfast.job;

import org.jspecify.annotations.NullMarked;
