/** Lets a test suite ask models whose answers are recorded. */
@NullMarked
package io.refrain.junit;

import org.jspecify.annotations.NullMarked;
