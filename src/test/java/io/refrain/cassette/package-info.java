/** Tests of cassettes. */
@NullMarked
package io.refrain.cassette;

import org.jspecify.annotations.NullMarked;
