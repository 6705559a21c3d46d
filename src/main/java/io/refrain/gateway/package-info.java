/** Serves /v1: answers once what clients of the OpenAI API ask, and passes on everything else as it is. */
@NullMarked
package io.refrain.gateway;

import org.jspecify.annotations.NullMarked;
