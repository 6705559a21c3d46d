/** The applications under src/it, each started as a process, killed, and started again. */
@NullMarked
package io.refrain.homes;

import org.jspecify.annotations.NullMarked;
