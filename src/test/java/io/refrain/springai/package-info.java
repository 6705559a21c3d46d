/** Tests of Spring AI models that ask once. */
@NullMarked
package io.refrain.springai;

import org.jspecify.annotations.NullMarked;
