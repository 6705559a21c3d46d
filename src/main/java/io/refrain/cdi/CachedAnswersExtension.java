package io.refrain.cdi;

import io.refrain.langchain4j.CachedAnswers;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.build.compatible.spi.AnnotationBuilder;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.DeclarationConfig;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.FieldConfig;
import jakarta.enterprise.inject.build.compatible.spi.Messages;
import jakarta.enterprise.inject.build.compatible.spi.MetaAnnotations;
import jakarta.enterprise.inject.build.compatible.spi.MethodConfig;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanBuilder;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.enterprise.lang.model.types.Type;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a caching model before each bean with {@link CachedAnswers}: an alternative with the same qualifiers, which therefore is injected in its place.
 * Where LangChain4j is not there, it has nothing to do, and knows none of its types. Used by the container on one thread, while it starts or, in
 * Quarkus, while the application is built.
 */
public final class CachedAnswersExtension implements BuildCompatibleExtension {
    /** What begins the name that a model without one gets, since Quarkus takes out beans that nobody injects and that have none. */
    private static final String NAME = "io.refrain.uncached.";

    private final Map<String, AnnotationInfo> marked = new HashMap<>();
    private final List<Wrapped> wrapped = new ArrayList<>();

    /** Called by the container through reflection. */
    public CachedAnswersExtension() {}

    /** Adds the qualifier of what is wrapped. */
    @Discovery
    public void discover(MetaAnnotations annotations) {
        annotations.addQualifier(Uncached.class);
    }

    /** Marks a class that is to be wrapped. */
    @Enhancement(types = Object.class, withSubtypes = true, withAnnotations = CachedAnswers.class)
    public void mark(ClassConfig type) {
        mark(type, type.info().name());
    }

    /** Marks a producer that is to be wrapped. */
    @Enhancement(types = Object.class, withSubtypes = true, withAnnotations = CachedAnswers.class)
    public void mark(MethodConfig method) {
        mark(method, method.info().declaringClass().name() + "." + method.info().name());
    }

    /** Marks a producer that is to be wrapped. */
    @Enhancement(types = Object.class, withSubtypes = true, withAnnotations = CachedAnswers.class)
    public void mark(FieldConfig field) {
        mark(field, field.info().declaringClass().name() + "." + field.info().name());
    }

    private void mark(DeclarationConfig declaration, String place) {
        AnnotationInfo answers = declaration.info().annotation(CachedAnswers.class);
        if (answers == null) {
            return;
        }
        marked.put(place, answers);
        declaration.addAnnotation(
                AnnotationBuilder.of(Uncached.class).value(place).build());
        if (!declaration.info().hasAnnotation(Named.class)) {
            declaration.addAnnotation(
                    AnnotationBuilder.of(Named.class).value(NAME + place).build());
        }
    }

    /** Notes the beans that are marked. */
    @Registration(types = Object.class)
    public void note(BeanInfo bean, Messages messages) {
        for (AnnotationInfo qualifier : bean.qualifiers()) {
            if (qualifier.name().equals(Uncached.class.getName())) {
                note(bean, qualifier.value().asString(), messages);
            }
        }
    }

    private void note(BeanInfo bean, String place, Messages messages) {
        AnnotationInfo answers = marked.remove(place);
        if (answers == null) {
            return;
        }
        int before = wrapped.size();
        for (Type type : bean.types()) {
            if (type.isClass()
                    && CachingModelCreator.TYPES.contains(
                            type.asClass().declaration().name())) {
                wrapped.add(new Wrapped(bean, type, place, answers));
            }
        }
        if (wrapped.size() == before) {
            messages.error(
                    "@CachedAnswers is on " + place + ", whose bean is of none of the types "
                            + String.join(", ", CachingModelCreator.TYPES) + ": take it away, or let it be of one",
                    bean);
        }
    }

    /** Adds the caching models. */
    @Synthesis
    public void add(SyntheticComponents components) {
        if (!wrapped.isEmpty()) {
            components
                    .addBean(SharedAnswers.class)
                    .type(SharedAnswers.class)
                    .scope(Singleton.class)
                    .createWith(SharedAnswersCreator.class);
        }
        wrapped.forEach(each -> each.add(components));
    }

    /** A bean, and as what it is wrapped. Immutable. */
    private record Wrapped(BeanInfo bean, Type type, String place, AnnotationInfo answers) {

        void add(SyntheticComponents components) {
            SyntheticBeanBuilder<Object> caching = components
                    .addBean(CachingModelCreator.implementation(
                            type.asClass().declaration().name()))
                    .type(type)
                    .scope(Singleton.class)
                    .alternative(true)
                    .priority(bean.isAlternative() ? bean.priority() + 1 : 0)
                    .createWith(CachingModelCreator.class)
                    .withParam(
                            CachingModelCreator.TYPE,
                            type.asClass().declaration().name())
                    .withParam(CachingModelCreator.PLACE, place)
                    .withParam(CachingModelCreator.CACHE_NAME, member("cacheName", "answers"))
                    .withParam(CachingModelCreator.IDENTITY, member("identity", ""));
            for (AnnotationInfo qualifier : bean.qualifiers()) {
                if (!isOurs(qualifier)) {
                    caching.qualifier(qualifier);
                }
            }
        }

        private String member(String name, String otherwise) {
            return answers.hasMember(name) ? answers.member(name).asString() : otherwise;
        }

        private static boolean isOurs(AnnotationInfo qualifier) {
            return qualifier.name().equals(Uncached.class.getName())
                    || qualifier.name().equals(Any.class.getName())
                    || (qualifier.name().equals(Named.class.getName())
                            && qualifier.value().asString().startsWith(NAME));
        }
    }
}
