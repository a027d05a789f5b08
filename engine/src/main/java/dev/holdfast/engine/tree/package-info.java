/** What goes into a snapshot and comes out of it: sources, sinks, entries, and the filters between. */
@NullMarked
package dev.holdfast.engine.tree;

import org.jspecify.annotations.NullMarked;
