/** Runs jobs: phases, what is told meanwhile, and the report of what came of it. */
@NullMarked
package dev.holdfast.run;

import org.jspecify.annotations.NullMarked;
