/** Takes over the answers that LangChain for Python has stored. */
@NullMarked
package io.refrain.langchain;

import org.jspecify.annotations.NullMarked;
