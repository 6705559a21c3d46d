/** Tests of what a Spring Boot application gets. */
@NullMarked
package io.refrain.spring;

import org.jspecify.annotations.NullMarked;
