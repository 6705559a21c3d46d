/** Lets a Spring AI model answer an equal question once. */
@NullMarked
package io.refrain.springai;

import org.jspecify.annotations.NullMarked;
