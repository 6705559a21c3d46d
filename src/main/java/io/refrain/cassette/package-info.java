/** Keeps recorded questions and answers in a file that people read, edit and have under version control. */
@NullMarked
package io.refrain.cassette;

import org.jspecify.annotations.NullMarked;
