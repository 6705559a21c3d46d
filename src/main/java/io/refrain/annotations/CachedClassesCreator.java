package io.refrain.annotations;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import java.util.List;

/** Makes the bean of {@link CachedClasses} from what the Build Compatible Extension has noted. Has no state. */
public final class CachedClassesCreator implements SyntheticBeanCreator<CachedClasses> {
    static final String NAMES = "names";

    /** Called by the container through reflection. */
    public CachedClassesCreator() {}

    @Override
    public CachedClasses create(Instance<Object> lookup, Parameters parameters) {
        return new CachedClasses(List.of(parameters.get(NAMES, String[].class)));
    }
}
