/** What every adapter of a library of models does that answers an equal question once; knows none of these libraries. */
@NullMarked
package io.refrain.answers;

import org.jspecify.annotations.NullMarked;
