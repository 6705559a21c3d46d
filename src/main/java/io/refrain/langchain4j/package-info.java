/** Knows when two questions to a LangChain4j chat model are equal, as far as their answers can be shared. */
@NullMarked
package io.refrain.langchain4j;

import org.jspecify.annotations.NullMarked;
