/** Tests of what is taken over from LangChain for Python. */
@NullMarked
package io.refrain.langchain;

import org.jspecify.annotations.NullMarked;
