/** Lets a LangChain4j model answer an equal question once. */
@NullMarked
package io.refrain.langchain4j;

import org.jspecify.annotations.NullMarked;
