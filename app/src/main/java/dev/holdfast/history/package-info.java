/** What ran when and what came of it, in SQL. Losing it loses no backup. */
@NullMarked
package dev.holdfast.history;

import org.jspecify.annotations.NullMarked;
