package io.refrain.cdi;

import io.refrain.langchain4j.CachedAnswers;
import jakarta.enterprise.inject.Any;
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
import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanBuilder;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.enterprise.lang.model.declarations.DeclarationInfo;
import jakarta.enterprise.lang.model.types.Type;
import jakarta.inject.Singleton;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a caching model before each bean with {@link CachedAnswers}: an alternative with the same qualifiers, which therefore is injected in its place.
 * Where LangChain4j is not there, it has nothing to do, and knows none of its types. Annotations are added by their classes alone, since their builder
 * is not always that of the container that runs, where there are two. Used by the container on one thread, while it starts or, in Quarkus, while the
 * application is built.
 */
public final class CachedAnswersExtension implements BuildCompatibleExtension {
    private final List<Wrapped> wrapped = new ArrayList<>();

    /** Called by the container through reflection. */
    public CachedAnswersExtension() {}

    /** Adds the qualifier of what is wrapped, and who keeps that. */
    @Discovery
    public void discover(MetaAnnotations annotations, ScannedClasses classes) {
        annotations.addQualifier(Uncached.class);
        if (isThere()) {
            classes.add(SharedAnswers.class.getName());
            classes.add(UncachedModels.class.getName());
        }
    }

    private static boolean isThere() {
        try {
            Class.forName(CachingModelCreator.TYPES.get(0), false, CachedAnswersExtension.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Marks a class that is to be wrapped. */
    @Enhancement(types = Object.class, withSubtypes = true, withAnnotations = CachedAnswers.class)
    public void mark(ClassConfig type) {
        mark(type, type.info());
    }

    /** Marks a producer that is to be wrapped. */
    @Enhancement(types = Object.class, withSubtypes = true, withAnnotations = CachedAnswers.class)
    public void mark(MethodConfig method) {
        mark(method, method.info());
    }

    /** Marks a producer that is to be wrapped. */
    @Enhancement(types = Object.class, withSubtypes = true, withAnnotations = CachedAnswers.class)
    public void mark(FieldConfig field) {
        mark(field, field.info());
    }

    private static void mark(DeclarationConfig declaration, DeclarationInfo info) {
        if (info.hasAnnotation(CachedAnswers.class)) {
            declaration.addAnnotation(Uncached.class);
        }
    }

    /** Notes the beans that are marked. */
    @Registration(types = Object.class)
    public void note(BeanInfo bean, Messages messages) {
        DeclarationInfo declaration = declaration(bean);
        AnnotationInfo answers = declaration == null ? null : declaration.annotation(CachedAnswers.class);
        if (answers == null) {
            return;
        }
        for (AnnotationInfo each : bean.qualifiers()) {
            if (!Modifier.isPublic(each.declaration().modifiers())) {
                messages.error(
                        "@CachedAnswers is on " + declaration + ", whose qualifier " + each.name()
                                + " is not public, so that what is made of it could not have it: make it public",
                        bean);
            }
        }
        int before = wrapped.size();
        for (Type type : bean.types()) {
            if (type.isClass()
                    && CachingModelCreator.TYPES.contains(
                            type.asClass().declaration().name())) {
                wrapped.add(new Wrapped(bean, type, answers));
            }
        }
        if (wrapped.size() == before) {
            messages.error(
                    "@CachedAnswers is on " + declaration + ", whose bean is of none of the types "
                            + String.join(", ", CachingModelCreator.TYPES) + ": take it away, or let it be of one",
                    bean);
        }
    }

    private static @Nullable DeclarationInfo declaration(BeanInfo bean) {
        if (bean.isProducerMethod()) {
            return bean.producerMethod();
        }
        if (bean.isProducerField()) {
            return bean.producerField();
        }
        return bean.isClassBean() ? bean.declaringClass() : null;
    }

    /** Adds the caching models. */
    @Synthesis
    public void add(SyntheticComponents components) {
        wrapped.forEach(each -> each.add(components));
    }

    /** A bean, and as what it is wrapped. Immutable. */
    private record Wrapped(BeanInfo bean, Type type, AnnotationInfo answers) {
        private static final Set<String> OURS = Set.of(Uncached.class.getName(), Any.class.getName());

        void add(SyntheticComponents components) {
            AnnotationInfo[] qualifiers = bean.qualifiers().stream()
                    .filter(each -> !OURS.contains(each.name()))
                    .toArray(AnnotationInfo[]::new);
            String name = type.asClass().declaration().name();
            Class<Object> implementation = CachingModelCreator.implementation(name);
            SyntheticBeanBuilder<Object> caching = components
                    .addBean(implementation)
                    .type(type)
                    // So that it is another bean for ArC than one that quarkus-langchain4j makes, which has the same
                    // type and qualifiers.
                    .type(implementation)
                    .scope(Singleton.class)
                    .alternative(true)
                    .priority(bean.isAlternative() ? Math.max(bean.priority(), bean.priority() + 1) : 0)
                    .createWith(CachingModelCreator.class)
                    .withParam(CachingModelCreator.TYPE, name)
                    .withParam(CachingModelCreator.QUALIFIERS, qualifiers)
                    .withParam(CachingModelCreator.CACHE_NAME, member("cacheName", "answers"))
                    .withParam(CachingModelCreator.IDENTITY, member("identity", ""));
            for (AnnotationInfo each : qualifiers) {
                caching.qualifier(each);
            }
        }

        private String member(String name, String otherwise) {
            return answers.hasMember(name) ? answers.member(name).asString() : otherwise;
        }
    }
}
