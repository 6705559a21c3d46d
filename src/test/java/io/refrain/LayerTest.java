package io.refrain;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.AccessTarget.Predicates.declaredIn;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.refrain.counterexample.annotations.KnowsTheProvider;
import io.refrain.counterexample.chat.Room;
import io.refrain.counterexample.jcache.internal.operation.AnswersHttp;
import io.refrain.counterexample.jcache.internal.store.KnowsThePolicy;
import io.refrain.counterexample.llm.Upwards;
import io.refrain.counterexample.springai.KnowsAnotherAdapter;
import java.util.Arrays;
import java.util.Set;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the code to the picture of its layers in ARCHITECTURE.md, and shows that it would notice. */
class LayerTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.refrain");

    /** Wrong on purpose. */
    private static final JavaClasses COUNTEREXAMPLES = new ClassFileImporter()
            .importClasses(
                    Room.class,
                    Upwards.class,
                    KnowsTheProvider.class,
                    AnswersHttp.class,
                    KnowsThePolicy.class,
                    KnowsAnotherAdapter.class);

    /** All that an application compiles against; what is public beside them is under {@code internal}. */
    private static final Set<String> USER_TYPES = Set.of(
            "io.refrain.jcache.RefrainCache",
            "io.refrain.jcache.RefrainCacheManager",
            "io.refrain.jcache.RefrainCachingProvider",
            "io.refrain.jcache.codec.Codec",
            "io.refrain.jcache.codec.Encoded",
            "io.refrain.jcache.codec.JsonCodec",
            "io.refrain.jcache.config.Durability",
            "io.refrain.jcache.config.RefrainConfiguration",
            "io.refrain.jcache.config.StorageType",
            "io.refrain.jcache.management.RefrainStatisticsMXBean",
            "io.refrain.annotations.ApplicationCaches",
            "io.refrain.annotations.CacheAnnotationException",
            "io.refrain.annotations.CacheResultDirective",
            "io.refrain.annotations.CacheResultDirectives",
            "io.refrain.annotations.CacheResultObserver",
            "io.refrain.annotations.CacheResultOutcome",
            "io.refrain.annotations.CacheResultTypes",
            "io.refrain.annotations.CachedClassesCreator",
            "io.refrain.annotations.CachingExtension",
            "io.refrain.annotations.CachingPortableExtension",
            "io.refrain.annotations.CallerThread",
            "io.refrain.annotations.ResultGate",
            "io.refrain.cdi.CachedAnswersExtension",
            "io.refrain.cdi.CachingModelCreator",
            "io.refrain.cdi.RefrainExtension",
            "io.refrain.cdi.RefrainPortableExtension",
            "io.refrain.cdi.Uncached",
            "io.refrain.spring.RefrainAutoConfiguration",
            "io.refrain.spring.RefrainSpringAiAutoConfiguration",
            "io.refrain.springai.AnswerCache",
            "io.refrain.springai.CachingAdvisor",
            "io.refrain.springai.CachingChatModel",
            "io.refrain.springai.CachingEmbeddingModel",
            "io.refrain.junit.Answers",
            "io.refrain.langchain.LangChainImport",
            "io.refrain.langchain4j.AnswerCache",
            "io.refrain.langchain4j.CachedAnswers",
            "io.refrain.langchain4j.CachingChatModel",
            "io.refrain.langchain4j.CachingEmbeddingModel",
            "io.refrain.langchain4j.CachingStreamingChatModel",
            "io.refrain.langchain4j.CompleteAnswers",
            "io.refrain.langchain4j.QuestionKey",
            "io.refrain.langchain4j.RecordedHttpClient");

    /** Each rule, and the class among the counterexamples that breaks it. */
    enum Rule {
        IMPORTS_POINT_DOWNWARD(
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .withOptionalLayers(true)
                        .layer("resources")
                        .definedBy("io.refrain..chat..", "io.refrain..gateway..", "io.refrain..admin..")
                        .layer("http")
                        .definedBy("io.refrain..http..")
                        .layer("llm")
                        .definedBy("io.refrain..llm..")
                        .layer("quarkus")
                        .definedBy("io.refrain..quarkus..")
                        .layer("homes")
                        .definedBy(
                                "io.refrain..cdi..",
                                "io.refrain..spring..",
                                "io.refrain..junit..",
                                "io.refrain..langchain..")
                        .layer("langchain4j")
                        .definedBy("io.refrain..langchain4j..")
                        .layer("springai")
                        .definedBy("io.refrain..springai..")
                        .layer("cassette")
                        .definedBy("io.refrain..cassette..")
                        .layer("annotations")
                        .definedBy("io.refrain..annotations..")
                        .layer("jcache")
                        .definedBy("io.refrain..jcache..")
                        .whereLayer("resources")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("http")
                        .mayOnlyBeAccessedByLayers("resources")
                        .whereLayer("llm")
                        .mayOnlyBeAccessedByLayers("resources")
                        .whereLayer("quarkus")
                        .mayOnlyBeAccessedByLayers("resources", "llm")
                        .whereLayer("homes")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("langchain4j")
                        .mayOnlyBeAccessedByLayers("resources", "llm", "quarkus", "homes")
                        .whereLayer("springai")
                        .mayOnlyBeAccessedByLayers("homes")
                        .whereLayer("cassette")
                        .mayOnlyBeAccessedByLayers("resources", "llm", "quarkus", "homes", "langchain4j", "springai")
                        .whereLayer("annotations")
                        .mayOnlyBeAccessedByLayers("resources", "llm", "quarkus", "homes", "langchain4j")
                        .whereLayer("jcache")
                        .mayOnlyBeAccessedByLayers("resources", "http", "llm", "quarkus", "homes", "langchain4j"),
                Upwards.class),

        THE_LIBRARY_KNOWS_NO_APPLICATION(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "io.refrain..jcache..",
                                "io.refrain..annotations..",
                                "io.refrain..cdi..",
                                "io.refrain..junit..",
                                "io.refrain..langchain..",
                                "io.refrain..langchain4j..",
                                "io.refrain..spring..",
                                "io.refrain..springai..",
                                "io.refrain..cassette..",
                                "io.refrain.internal..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.quarkus..",
                                "io.quarkiverse..",
                                "jakarta.ws.rs..",
                                "org.jboss.resteasy..",
                                "io.refrain..quarkus..",
                                "io.refrain..llm..",
                                "io.refrain..http..",
                                "io.refrain..chat..",
                                "io.refrain..gateway..",
                                "io.refrain..admin.."),
                AnswersHttp.class),

        ADAPTERS_KNOW_NEITHER_QUARKUS_NOR_EACH_OTHER(
                CompositeArchRule.of(noClasses()
                                .that()
                                .resideInAPackage("io.refrain..springai..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("io.refrain..langchain4j..", "dev.langchain4j..", "io.quarkus.."))
                        .and(noClasses()
                                .that()
                                .resideInAPackage("io.refrain..langchain4j..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("io.refrain..springai..", "org.springframework..", "io.quarkus..")
                                // None of the counterexamples is in there.
                                .allowEmptyShould(true)),
                KnowsAnotherAdapter.class),

        ANNOTATIONS_ARE_FOR_ANY_PROVIDER(
                only("annotations", "io.refrain..annotations..", "io.refrain.internal.."), KnowsTheProvider.class),

        ONLY_EXPIRY_ASKS_THE_POLICY(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.refrain..jcache.internal.expiry..")
                        .should()
                        .accessTargetWhere(target(declaredIn(assignableTo(ExpiryPolicy.class)))
                                .and(target(nameStartingWith("getExpiryFor")))),
                KnowsThePolicy.class),

        ONLY_THE_DATABASE_STORE_TOUCHES_HIBERNATE_AND_JDBC(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "io.refrain..jcache.internal.store.database..",
                                "io.refrain..langchain..",
                                "io.refrain..quarkus..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.hibernate..",
                                "jakarta.persistence..",
                                "java.sql..",
                                "javax.sql..",
                                "org.sqlite.."),
                KnowsThePolicy.class),

        ONLY_ONE_PACKAGE_KNOWS_SQLITE(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "io.refrain..jcache.internal.store.database.sqlite..", "io.refrain..langchain..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.sqlite.."),
                KnowsThePolicy.class),

        STORES_ARE_DUMB(
                only(
                        "jcache.internal.store",
                        "io.refrain..jcache.internal.store..",
                        "io.refrain..jcache.codec..",
                        "io.refrain.jcache.config",
                        "io.refrain.jcache.internal.codec",
                        "io.refrain.jcache.internal.immutable",
                        "io.refrain.jcache.internal.config",
                        "io.refrain.internal.flight"),
                KnowsThePolicy.class),

        PUBLIC_TYPES_ARE_THE_ONES_A_USER_NEEDS(
                classes()
                        .that()
                        .resideInAnyPackage(
                                "io.refrain..jcache..",
                                "io.refrain..annotations..",
                                "io.refrain..cdi..",
                                "io.refrain..junit..",
                                "io.refrain..langchain..",
                                "io.refrain..langchain4j..",
                                "io.refrain..spring..",
                                "io.refrain..springai..")
                        .and()
                        .resideOutsideOfPackage("io.refrain.jcache.internal..")
                        .and()
                        .arePublic()
                        .and()
                        .areTopLevelClasses()
                        .should(beOneOf(USER_TYPES)),
                KnowsTheProvider.class),

        USER_TYPES_SHOW_NO_INTERNALS(
                methods()
                        .that()
                        .areDeclaredInClassesThat()
                        .resideInAPackage("io.refrain..jcache..")
                        .and()
                        .areDeclaredInClassesThat()
                        .resideOutsideOfPackage("io.refrain.jcache.internal..")
                        .and()
                        .areDeclaredInClassesThat()
                        .arePublic()
                        .and()
                        .arePublic()
                        .should(nameNoTypeOf("io.refrain.jcache.internal..")),
                AnswersHttp.class),

        ONLY_THE_LIBRARY_AND_ITS_SERVICE_KNOW_THE_INTERNALS(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("io.refrain.jcache..", "io.refrain.quarkus..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.refrain.jcache.internal.."),
                AnswersHttp.class),

        PACKAGES_HAVE_NO_CYCLES(slices().matching("io.refrain.(**)").should().beFreeOfCycles(), Room.class),

        EVERY_PACKAGE_SAYS_WHAT_IT_DOES(classes().should(resideInAPackageWithInfo()), Room.class);

        final ArchRule rule;
        final Class<?> counterexample;

        Rule(ArchRule rule, Class<?> counterexample) {
            this.rule = rule;
            this.counterexample = counterexample;
        }
    }

    @ParameterizedTest
    @EnumSource
    void code_keepsTheRule(Rule each) {
        each.rule.check(CODE);
    }

    @ParameterizedTest
    @EnumSource
    void counterexample_breaksTheRule(Rule each) {
        String message = String.valueOf(assertThrows(AssertionError.class, () -> each.rule.check(COUNTEREXAMPLES))
                .getMessage());
        assertTrue(message.contains(each.counterexample.getName()), message);
    }

    /** A room of the library, and which of ours it may know: the table that ARCHITECTURE.md draws. */
    enum LibraryRoom {
        CODEC("jcache.codec", "io.refrain.jcache.internal.immutable"),
        CONFIG("jcache.config", "io.refrain.jcache.codec"),
        MANAGEMENT("jcache.management"),
        IMMUTABLE("jcache.internal.immutable"),
        OBJECTS("jcache.internal.codec", "io.refrain.jcache.codec", "io.refrain.jcache.internal.immutable"),
        SETTINGS(
                "jcache.internal.config",
                "io.refrain.jcache.config",
                "io.refrain.jcache.internal.codec",
                "io.refrain.jcache.internal.store"),
        OPERATION("jcache.internal.operation"),
        EXPIRY("jcache.internal.expiry", "io.refrain.jcache.internal.store"),
        EVENT("jcache.internal.event", "io.refrain.jcache.internal.codec"),
        BEANS("jcache.internal.management", "io.refrain.jcache.management"),
        HEAP(
                "jcache.internal.store.heap",
                "io.refrain.jcache.internal.store",
                "io.refrain.jcache.internal.codec",
                "io.refrain.jcache.config"),
        TIERED(
                "jcache.internal.store.tiered",
                "io.refrain.jcache.internal.store",
                "io.refrain.jcache.internal.store.heap",
                "io.refrain.jcache.internal.codec",
                "io.refrain.jcache.config",
                "io.refrain.internal.flight"),
        ROW(
                "jcache.internal.store.database.row",
                "io.refrain.jcache.internal.store",
                "io.refrain.jcache.codec",
                "io.refrain.jcache.internal.codec"),
        SQLITE(
                "jcache.internal.store.database.sqlite",
                "io.refrain.jcache.internal.store",
                "io.refrain.jcache.internal.store.database",
                "io.refrain.jcache.internal.store.database.row",
                "io.refrain.jcache.internal.config"),
        POSTGRESQL(
                "jcache.internal.store.database.postgresql",
                "io.refrain.jcache.config",
                "io.refrain.jcache.internal.store",
                "io.refrain.jcache.internal.store.database",
                "io.refrain.jcache.internal.store.database.row",
                "io.refrain.jcache.internal.config",
                "io.refrain.internal.flight"),
        DATABASE(
                "jcache.internal.store.database",
                "io.refrain.jcache.internal.store",
                "io.refrain.jcache.internal.store.tiered",
                "io.refrain.jcache.codec",
                "io.refrain.jcache.internal.codec",
                "io.refrain.jcache.internal.immutable",
                "io.refrain.jcache.config",
                "io.refrain.jcache.internal.config",
                "io.refrain.internal.flight"),
        TRANSFER(
                "jcache.internal.store.database.transfer",
                "io.refrain.jcache.internal.store",
                "io.refrain.jcache.internal.store.database",
                "io.refrain.jcache.internal.store.database.row",
                "io.refrain.jcache.codec"),
        CASSETTE("cassette"),
        JUNIT("junit", "io.refrain.cassette", "io.refrain.internal.protocol"),
        LANGCHAIN("langchain", "io.refrain.cassette"),
        FLIGHT("internal.flight"),
        ANSWERS("internal.answers"),
        PROTOCOL("internal.protocol", "io.refrain.cassette", "io.refrain.internal.answers"),
        LANGCHAIN4J(
                "langchain4j",
                "io.refrain.cassette",
                "io.refrain.internal.answers",
                "io.refrain.internal.flight",
                "io.refrain.internal.protocol"),
        SPRINGAI("springai", "io.refrain.cassette", "io.refrain.internal.answers", "io.refrain.internal.flight"),
        SPRING("spring", "io.refrain.jcache", "io.refrain.springai");

        final ArchRule rule;

        LibraryRoom(String name, String... others) {
            String[] known = Arrays.copyOf(others, others.length + 1);
            known[others.length] = "io.refrain." + name + "..";
            rule = only(name, known);
        }
    }

    @ParameterizedTest
    @EnumSource
    void room_knowsOnlyThoseBelowIt(LibraryRoom room) {
        room.rule.check(CODE);
    }

    /** A package of ours may know only those of ours. */
    private static ArchRule only(String name, String... known) {
        return noClasses()
                .that()
                .resideInAPackage("io.refrain.." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.refrain..").and(not(resideInAnyPackage(known))));
    }

    private static ArchCondition<JavaClass> beOneOf(Set<String> names) {
        return new ArchCondition<>("be one of those that a user needs") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        each, names.contains(each.getName()), each.getName() + " is public, and no user needs it"));
            }
        };
    }

    private static ArchCondition<JavaMethod> nameNoTypeOf(String packages) {
        return new ArchCondition<>("name no type of " + packages) {
            @Override
            public void check(JavaMethod each, ConditionEvents events) {
                boolean satisfied = each.getAllInvolvedRawTypes().stream().noneMatch(resideInAPackage(packages)::test);
                events.add(new SimpleConditionEvent(each, satisfied, each.getFullName() + " names one"));
            }
        };
    }

    private static ArchCondition<JavaClass> resideInAPackageWithInfo() {
        return new ArchCondition<>("reside in a package with a package-info that is @NullMarked") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                boolean satisfied = each.getPackage()
                        .tryGetAnnotationOfType(NullMarked.class)
                        .isPresent();
                events.add(new SimpleConditionEvent(
                        each, satisfied, each.getName() + " is in a package without a @NullMarked package-info"));
            }
        };
    }
}
