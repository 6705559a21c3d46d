/** Tests which questions are equal, and which answers may be given again. */
@NullMarked
package io.refrain.langchain4j;

import org.jspecify.annotations.NullMarked;
